package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.pair.Spent;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What it takes to make activations again when the freeze point moves one layer up, from a
 * checkpoint and from a kept input: layers, operations, time, and how many samples there is room
 * for. Immutable.
 *
 * @param samples annotated before
 * @param disks bounds of the device's cache in MiB
 * @param blocks of each way for the time of the layers alone; they take turns
 */
record Recomputation(int samples, List<Integer> disks, int blocks) implements Piece {
  static final String CHECKPOINT = "from checkpoint";
  static final String INPUT = "from input";
  static final String DISK = "disk MiB";
  static final String ALONE = "layers alone";
  static final String ASKED = "samples";
  static final String RECOVERED = "recovered";
  static final String LAYERS = "layers run per sample";
  static final String MFLOP = "MFLOP per sample";
  static final String MS = "ms per sample";
  static final String CPU_MS = "CPU ms per sample";

  private static final int CUT = 3;
  private static final int TO = Pair.DEPTH - 1;
  private static final int FLUSH = 16;
  private static final int BLOCK = 100;
  private static final long MIB = 1L << 20;

  Recomputation {
    disks = List.copyOf(disks);
  }

  @Override
  public String name() {
    return "recomputation";
  }

  @Override
  public List<Row> run(Path directory, Supply supply) {
    List<Row> rows = new ArrayList<>();
    try (LayeredModel model = Pair.BASE.model()) {
      for (int disk : disks) {
        Path at = directory.resolve("" + disk);
        rows.add(change(CHECKPOINT, disk, at, supply, model));
        rows.add(change(INPUT, disk, at, supply, model));
      }
      rows.addAll(alone(model, supply.first(BLOCK)));
    }
    return rows;
  }

  private static UnaryOperator<EdgeConfig> keeping(String arm, int disk) {
    return config -> {
      EdgeConfig bounded = config.withCache(Pair.disk(disk));
      return arm.equals(CHECKPOINT)
          ? bounded.withCheckpoints(Checkpoints.at(CUT))
          : bounded.withCheckpoints(Checkpoints.at()).withKeptInputs(disk * MIB);
    };
  }

  private Row change(String arm, int disk, Path at, Supply supply, LayeredModel model) {
    try (Pair pair = new Pair(at.resolve(arm.replace(' ', '-')), keeping(arm, disk))) {
      pair.goOnline();
      for (int from = 0; from < samples; from += FLUSH) {
        pair.annotate(supply.range(from, Math.min(samples, from + FLUSH)));
        pair.flush();
      }
      List<Long> before = runs(pair.device());
      Spent spent = Spent.on(() -> pair.moveTo(TO));
      return row(arm, disk, new Change(pair, before, spent), model);
    }
  }

  /** A change of depth that is done. */
  private record Change(Pair pair, List<Long> before, Spent spent) {}

  private Row row(String arm, int disk, Change change, LayeredModel model) {
    List<Long> after = runs(change.pair.device());
    double recovered = change.pair.counts().usable();
    double layers = 0;
    double flops = 0;
    for (int layer = 0; layer < TO; layer++) {
      long ran = after.get(layer) - change.before.get(layer);
      layers += ran;
      flops += (double) ran * model.flops(layer, layer + 1);
    }
    double each = Math.max(1, recovered);
    return row(
        arm,
        Map.of(DISK, String.valueOf(disk)),
        Map.of(
            ASKED, (double) samples,
            RECOVERED, recovered,
            LAYERS, layers / each,
            MFLOP, flops / 1e6 / each,
            MS, 1e3 * change.spent.seconds() / each));
  }

  private static List<Long> runs(EdgeRuntime device) {
    return IntStream.range(0, TO).mapToObj(device::layerRuns).toList();
  }

  /** One sample at a time, as a device runs them. */
  private List<Row> alone(LayeredModel model, List<Sample> block) {
    List<List<Tensor>> inputs = block.stream().map(Sample::input).toList();
    List<List<Tensor>> kept = model.forwardBatch(0, CUT, inputs);
    List<Spent> part = new ArrayList<>();
    List<Spent> whole = new ArrayList<>();
    for (int i = 0; i <= blocks; i++) {
      part.add(Spent.on(() -> kept.forEach(sample -> model.forward(CUT, TO, sample))));
      whole.add(Spent.on(() -> inputs.forEach(sample -> model.forward(0, TO, sample))));
    }
    return List.of(alone(CHECKPOINT, part), alone(INPUT, whole));
  }

  /** The first block warms up. */
  private Row alone(String arm, List<Spent> all) {
    List<Spent> counted = all.subList(1, all.size());
    List<Double> seconds = counted.stream().map(Spent::seconds).toList();
    double cpu = counted.stream().mapToDouble(Spent::cpuSeconds).sum() / counted.size();
    return row(
        arm,
        Map.of(DISK, ALONE),
        Map.of(MS, 1e3 * Statistics.of(seconds).median() / BLOCK, CPU_MS, 1e3 * cpu / BLOCK));
  }
}
