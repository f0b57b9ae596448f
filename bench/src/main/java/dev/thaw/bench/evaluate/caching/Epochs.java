package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.pair.Spent;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How often the backbone runs for one sample in each epoch of training a head: on activations that
 * are kept, against running it anew as a device does that trains its head without a cache. The
 * epochs of both take turns. Immutable.
 *
 * @param batches samples, in batches of {@value #BATCH}
 */
record Epochs(int batches, int epochs) implements Piece {
  static final String EPOCH = "epoch";
  static final String FORWARDS = "backbone forwards per sample";
  static final String WALL = "s";
  static final String CPU = "CPU s";

  private static final int BATCH = 64;
  private static final int WARM_UP = 2;
  private static final int DEPTH = Pair.DEPTH;

  @Override
  public String name() {
    return "epochs";
  }

  @Override
  public List<Row> run(Path directory, Supply supply) {
    List<Sample> samples = supply.first(batches * BATCH);
    List<Row> rows = new ArrayList<>();
    try (LayeredModel model = Pair.BASE.model()) {
      for (int i = 0; i < WARM_UP; i++) {
        train(model, extract(model, samples));
      }
      List<Example> kept = new ArrayList<>();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        rows.add(
            epoch(
                ON,
                epoch,
                model,
                () -> {
                  if (kept.isEmpty()) {
                    kept.addAll(extract(model, samples));
                  }
                  return kept;
                }));
        rows.add(epoch(OFF, epoch, model, () -> extract(model, samples)));
      }
    }
    return rows;
  }

  /** A layer counts the batches that it ran on. */
  private Row epoch(String arm, int epoch, LayeredModel model, Supplier<List<Example>> examples) {
    long before = model.layerRuns(0);
    Spent spent = Spent.on(() -> train(model, examples.get()));
    double forwards = (double) (model.layerRuns(0) - before) / batches;
    return row(
        arm,
        Map.of(EPOCH, String.valueOf(epoch)),
        Map.of(FORWARDS, forwards, WALL, spent.seconds(), CPU, spent.cpuSeconds()));
  }

  private static List<Example> extract(LayeredModel model, List<Sample> samples) {
    List<Example> examples = new ArrayList<>();
    for (int from = 0; from < samples.size(); from += BATCH) {
      List<Sample> batch = samples.subList(from, from + BATCH);
      List<List<Tensor>> made =
          model.forwardBatch(0, DEPTH, batch.stream().map(Sample::input).toList());
      for (int i = 0; i < BATCH; i++) {
        examples.add(new Example(made.get(i), batch.get(i).label(), 1));
      }
    }
    return examples;
  }

  private static void train(LayeredModel model, List<Example> examples) {
    HeadOptions options = HeadOptions.forThawed(model.layerCount() - DEPTH);
    HeadOptions once = options.withEpochs(1).withMinSteps(0).withBatchSize(BATCH);
    new HeadTrainer().train(model, DEPTH, examples, once, 1);
  }
}
