package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.nets.Effort;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.bench.evaluate.throughput.Race.Work;
import dev.thaw.model.LayeredModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a race found, as rows.
 *
 * @param efforts per sample
 */
record Found(Net net, LayeredModel model, Map<Work, Effort> efforts) {
  /** Passes over its samples that a device's cost is stated for. */
  static final List<Integer> EPOCHS = List.of(5, 10, 20);

  static final String STEPS = "steps per s";
  static final String SAMPLES = "samples per s";
  static final String FEATURE = "feature device CPU ms per sample";
  static final String IN_BATCH = "feature in batch device CPU ms per sample";
  static final String FROZEN = "frozen FLOPs share";
  static final String WORK = "counted step MFLOP per sample";
  static final String PREDICTED = "predicted ratio";
  static final String MEGA = "model MFLOP";

  private static final double MILLIS = 1_000;
  private static final double MILLION = 1e6;

  /** Names what a device computes for each of its samples in so many epochs. */
  static String deviceCpu(int epochs) {
    return "device CPU in " + epochs + " epochs ms per sample";
  }

  /** Names the samples trained on in a second, the making of features included. */
  static String withFeatures(int epochs) {
    return "in " + epochs + " epochs with features samples per s";
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    if (efforts.containsKey(Work.HEAD_ON_FEATURES)) {
      rows.add(split());
    }
    if (efforts.containsKey(Work.ALL_LAYERS)) {
      rows.add(averaging(Arm.FEDAVG_WHOLE, Work.ALL_LAYERS, stepWork(0)));
    }
    if (efforts.containsKey(Work.HEAD_ON_INPUTS)) {
      double work = model.flops(0, depth()) + stepWork(depth());
      rows.add(averaging(Arm.FEDAVG_HEAD, Work.HEAD_ON_INPUTS, work));
    }
    return rows;
  }

  /** The device makes each feature once, the cloud trains. */
  private Row split() {
    Effort step = effort(Work.HEAD_ON_FEATURES);
    Effort once = effort(Work.FEATURE);
    Map<String, Double> figures = figures(step, stepWork(depth()));
    figures.put(FROZEN, frozenShare());
    figures.put(FEATURE, MILLIS * once.cpuSeconds());
    figures.put(IN_BATCH, MILLIS * effort(Work.FEATURES_IN_BATCH).cpuSeconds());
    for (int epochs : EPOCHS) {
      figures.put(deviceCpu(epochs), MILLIS * once.cpuSeconds());
      double seconds = once.wallSeconds() + epochs * step.wallSeconds();
      figures.put(withFeatures(epochs), epochs / seconds);
    }
    return Row.measured(Arm.SPLIT.title(), conditions(), 0, figures);
  }

  /** The device takes all steps, in every epoch. */
  private Row averaging(Arm arm, Work work, double operations) {
    Effort step = effort(work);
    Map<String, Double> figures = figures(step, operations);
    figures.put(FROZEN, arm == Arm.FEDAVG_WHOLE ? 0 : frozenShare());
    for (int epochs : EPOCHS) {
      figures.put(deviceCpu(epochs), MILLIS * epochs * step.cpuSeconds());
      figures.put(withFeatures(epochs), 1 / step.wallSeconds());
    }
    Map<String, Double> predicted = Map.of(PREDICTED, operations / stepWork(depth()));
    return new Row(arm.title(), conditions(), 0, figures, predicted);
  }

  private static Map<String, Double> figures(Effort step, double operations) {
    Map<String, Double> figures = new HashMap<>();
    figures.put(STEPS, 1 / step.wallSeconds() / Race.BATCH);
    figures.put(SAMPLES, 1 / step.wallSeconds());
    figures.put(WORK, operations / MILLION);
    return figures;
  }

  private Effort effort(Work work) {
    return Objects.requireNonNull(efforts.get(work), work.name());
  }

  private Map<String, String> conditions() {
    int n = model.layerCount();
    return Map.of(
        "model",
        net.name(),
        "input",
        net.input(),
        "batch",
        Integer.toString(Race.BATCH),
        "depth",
        depth() + " of " + n,
        MEGA,
        String.format(Locale.ROOT, "%.3f", model.flops(0, n) / MILLION));
  }

  private int depth() {
    return net.depth(model);
  }

  private double frozenShare() {
    return (double) model.flops(0, depth()) / model.flops(0, model.layerCount());
  }

  /**
   * Forward, then gradients by the weights of all layers {@code [from, n)} and by the inputs of all
   * of them but the first.
   */
  private double stepWork(int from) {
    int n = model.layerCount();
    return 2.0 * model.flops(from, n) + model.flops(from + 1, n);
  }
}
