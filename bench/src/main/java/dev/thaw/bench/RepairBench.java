package dev.thaw.bench;

import dev.thaw.cloud.plan.FreezePlan;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a checkpoint saves when the freeze point moves to a shallower depth: the layers that a
 * device really runs, how long they take, and what the dry run said before. Compared with a device
 * that keeps inputs and no checkpoint. Immutable.
 */
record RepairBench(Hands hands, int runs) {
  private static final int CHECKPOINT = 3;
  private static final int DEPTH = Fleet.DEPTH - 1;
  private static final int SAMPLES = 124;
  private static final int WARM_UP = 20;
  private static final long INPUT_BYTES = 10L << 20;

  List<Figure> measure(Path directory) {
    List<CharacterInContext> characters = hands.of(0, SAMPLES);
    Repair kept =
        repair(
            directory.resolve("checkpoint"),
            characters,
            config -> config.withCheckpoints(Checkpoints.at(CHECKPOINT)));
    Repair scratch =
        repair(
            directory.resolve("inputs"),
            characters,
            config -> config.withCheckpoints(Checkpoints.at()).withKeptInputs(INPUT_BYTES));
    List<Figure> figures = new ArrayList<>();
    for (int layer = 0; layer < DEPTH; layer++) {
      figures.add(runs(layer, kept.runs().get(layer), layer < CHECKPOINT ? 0 : 1));
    }
    double scratchRuns = scratch.runs().stream().mapToDouble(Double::doubleValue).sum() / DEPTH;
    figures.add(figure("the same from inputs, mean", scratchRuns, "", "limit 1: all layers"));
    figures.add(figure("asked to repaired", kept.millis(), "ms", "per sample, no limit"));
    figures.add(figure("asked to repaired, inputs", scratch.millis(), "ms", "the line above"));
    figures.addAll(new Layers(characters, runs).saved(kept.plan()));
    return figures;
  }

  /**
   * One device's repair.
   *
   * @param runs of each layer for one sample
   * @param millis per sample, from asking for the change until the cloud has all
   */
  private record Repair(FreezePlan plan, List<Double> runs, double millis) {}

  private static Repair repair(
      Path directory, List<CharacterInContext> characters, UnaryOperator<EdgeConfig> kept) {
    try (Fleet fleet = new Fleet(directory)) {
      EdgeRuntime device = fleet.open(kept);
      Fleet.annotate(device, characters);
      fleet.goOnline();
      long samples = fleet.counts().usable();
      FreezePlan plan = fleet.trainer().planDepth(Fleet.TASK, DEPTH);
      List<Long> before = layerRuns(device);
      long start = System.nanoTime();
      Waiting.get("change of depth", fleet.trainer().setDepth(Fleet.TASK, DEPTH));
      Waiting.until("repairs", () -> fleet.counts().usable() == samples);
      double millis = (System.nanoTime() - start) / 1e6 / samples;
      List<Long> after = layerRuns(device);
      return new Repair(
          plan,
          IntStream.range(0, DEPTH)
              .mapToObj(layer -> (double) (after.get(layer) - before.get(layer)) / samples)
              .toList(),
          millis);
    }
  }

  /** The frozen layers on one sample at a time, as a device runs them. */
  private record Layers(List<CharacterInContext> characters, int runs) {
    List<Figure> saved(FreezePlan plan) {
      try (LayeredModel model = Fleet.BASE.model()) {
        List<Double> whole = new ArrayList<>();
        List<Double> part = new ArrayList<>();
        for (int i = 0; i < WARM_UP + runs * characters.size(); i++) {
          List<Tensor> input = characters.get(i % characters.size()).inputs();
          List<Tensor> kept = model.forward(0, CHECKPOINT, input);
          double scratch = millis(model, 0, input);
          double repair = millis(model, CHECKPOINT, kept);
          if (i >= WARM_UP) {
            whole.add(scratch);
            part.add(repair);
          }
        }
        return figures(Medians.of(whole), Medians.of(part), plan);
      }
    }

    private static List<Figure> figures(double scratchMillis, double millis, FreezePlan plan) {
      double left = (double) plan.repairFlops() / plan.scratchFlops();
      double measured = 1 - millis / scratchMillis;
      return List.of(
          figure("layers from the input", scratchMillis, "ms", "none set"),
          figure("layers from the checkpoint", millis, "ms", "the line above"),
          figure("predicted by the dry run", left * scratchMillis, "ms", "the line above"),
          figure("time saved", 100 * measured, "%", "none set"),
          figure("saving of the dry run", 100 * (1 - left), "%", "time saved"),
          figure("dry run by measured", (1 - left) / measured, "", "limit 0.8 to 1.2"));
    }

    private static double millis(LayeredModel model, int from, List<Tensor> sample) {
      long start = System.nanoTime();
      model.forward(from, DEPTH, sample);
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static List<Long> layerRuns(EdgeRuntime device) {
    return IntStream.range(0, DEPTH).mapToObj(device::layerRuns).toList();
  }

  private static Figure runs(int layer, double perSample, int limit) {
    return figure("runs of layer " + layer + " a sample", perSample, "", "limit " + limit);
  }

  private static Figure figure(String what, double value, String unit, String limit) {
    return new Figure("repair", what, value, unit, limit);
  }
}
