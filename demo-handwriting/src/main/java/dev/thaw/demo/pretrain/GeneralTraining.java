package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.data.WriterSplit;
import dev.thaw.model.GeneralPlan;
import dev.thaw.model.GeneralTrainer;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.PrefetchedBatches;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One training of the general handwriting model on a data set's general-train writers. Not
 * thread-safe.
 */
final class GeneralTraining {
  /** Characters in a training step. */
  static final int BATCH = 256;

  /** The task: 62 labels from maps and context. */
  static final TaskSpec TASK =
      new TaskSpec(
          "handwriting",
          "handwriting",
          Alphabet.labels(),
          List.of(CharacterInContext.MAPS_SHAPE, CharacterInContext.CONTEXT_SHAPE));

  private static final int SCORED_AT_ONCE = 128;

  private final Dataset dataset;
  private final WriterSplit split;
  private final AugmentedBatches batches;
  private final int epochs;
  private final long seed;

  GeneralTraining(Dataset dataset, int epochs, long seed) {
    this.dataset = dataset;
    this.epochs = epochs;
    this.seed = seed;
    this.split = WriterSplit.of(dataset, seed);
    this.batches = new AugmentedBatches(writers(WriterSplit.Part.GENERAL_TRAIN), BATCH, seed);
  }

  /** Hears how it goes. Called on the training thread. */
  interface Listener {
    /** A step is done, counted from 1. */
    void stepped(int step, double loss);

    /** An epoch is done, counted from 1, and its model scored on the development writers. */
    void scored(int epoch, double meanLoss, Accuracy development);
  }

  WriterSplit split() {
    return split;
  }

  /** All steps of the training. */
  int steps() {
    return epochs * batches.batchesPerEpoch();
  }

  /** Characters of one epoch. */
  int charactersPerEpoch() {
    return BATCH * batches.batchesPerEpoch();
  }

  /** Trains to the end. Blocks; the caller closes the model. */
  LayeredModel run(Listener listener) {
    try (GeneralTrainer trainer = new GeneralTrainer(TASK, GeneralPlan.of(steps()), seed);
        PrefetchedBatches prefetched = new PrefetchedBatches(batches)) {
      for (int epoch = 1; !trainer.finished(); epoch++) {
        double[] loss = new double[1];
        int done =
            trainer.train(
                prefetched,
                batches.batchesPerEpoch(),
                (step, stepLoss, rate) -> {
                  loss[0] += stepLoss;
                  listener.stepped(step, stepLoss);
                });
        try (LayeredModel model = trainer.averaged()) {
          listener.scored(epoch, loss[0] / done, score(model, WriterSplit.Part.DEVELOPMENT));
        }
      }
      return trainer.averaged();
    }
  }

  /** How good a model is on the writers of a part. */
  Accuracy score(LayeredModel model, WriterSplit.Part part) {
    return Accuracy.of(writers(part), characters -> logits(model, characters));
  }

  /** The writers of a part. */
  List<Writer> writers(WriterSplit.Part part) {
    return dataset.writers().stream().filter(w -> split.partOf(w.name()) == part).toList();
  }

  private static List<float[]> logits(LayeredModel model, List<CharacterInContext> characters) {
    List<float[]> logits = new ArrayList<>(characters.size());
    for (int from = 0; from < characters.size(); from += SCORED_AT_ONCE) {
      int to = Math.min(from + SCORED_AT_ONCE, characters.size());
      List<List<Tensor>> inputs =
          characters.subList(from, to).stream().map(CharacterInContext::inputs).toList();
      for (List<Tensor> output : model.forwardBatch(0, model.layerCount(), inputs)) {
        logits.add(output.get(0).toFloats());
      }
    }
    return logits;
  }
}
