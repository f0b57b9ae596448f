package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.data.WriterSplit;
import dev.thaw.model.BatchSource;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.TaskSpec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.IntFunction;

/**
 * UNIPEN's characters as general data: learns from the general-train writers, is scored on the
 * others. Not thread-safe.
 */
final class WriterData implements GeneralData {
  /** The task: 62 labels from maps and context. */
  static final TaskSpec TASK =
      new TaskSpec(
          "handwriting", "handwriting", Alphabet.labels(), CharacterInContext.INPUT_SHAPES);

  private static final String ATTRIBUTION =
      "UNIPEN train_r01_v07, sets 1a, 1b and 1c, by the International Unipen Foundation,"
          + " CC BY 4.0, doi 10.5281/zenodo.1195803";

  private final Dataset dataset;
  private final long seed;
  private final WriterSplit split;
  private final AugmentedBatches batches;

  WriterData(Dataset dataset, long seed) {
    this.dataset = dataset;
    this.seed = seed;
    this.split = WriterSplit.of(dataset, seed);
    this.batches = new AugmentedBatches(writers(WriterSplit.Part.GENERAL_TRAIN), BATCH, seed);
  }

  WriterSplit split() {
    return split;
  }

  @Override
  public TaskSpec task() {
    return TASK;
  }

  @Override
  public String summary() {
    return String.format(
        "%d writers, %d characters; general-train %d, development %d, test %d writers",
        dataset.writers().size(),
        dataset.characterCount(),
        split.names(WriterSplit.Part.GENERAL_TRAIN).size(),
        split.names(WriterSplit.Part.DEVELOPMENT).size(),
        split.names(WriterSplit.Part.TEST).size());
  }

  @Override
  public BatchSource batches() {
    return batches;
  }

  @Override
  public int batchesPerEpoch() {
    return batches.batchesPerEpoch();
  }

  @Override
  public String progress(LayeredModel model) {
    return "development " + score(model, WriterSplit.Part.DEVELOPMENT);
  }

  @Override
  public ModelCard card(LayeredModel model, JsonObject facts) {
    JsonObject accuracy =
        new JsonObject()
            .put("development", score(model, WriterSplit.Part.DEVELOPMENT).toJson())
            .put("test", score(model, WriterSplit.Part.TEST).toJson());
    return new ModelCard(
        TASK.name(),
        ATTRIBUTION,
        seed,
        split.names(WriterSplit.Part.GENERAL_TRAIN),
        split.names(WriterSplit.Part.DEVELOPMENT),
        facts,
        accuracy);
  }

  @Override
  public IntFunction<List<GeneralSample>> samples() {
    return new GeneralSamples(writers(WriterSplit.Part.GENERAL_TRAIN), seed)::take;
  }

  /** How good a model is on the writers of a part. */
  Accuracy score(LayeredModel model, WriterSplit.Part part) {
    return Accuracy.of(
        writers(part), characters -> Logits.of(model, characters, CharacterInContext::inputs));
  }

  private List<Writer> writers(WriterSplit.Part part) {
    return dataset.writers().stream().filter(w -> split.partOf(w.name()) == part).toList();
  }
}
