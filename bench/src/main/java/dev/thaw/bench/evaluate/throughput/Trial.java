package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of one net at one size of input, measured together. Immutable.
 *
 * @param any the row that its conditions are read from
 * @param arms the rows by the arm's title; not empty
 */
record Trial(Row any, Map<String, Row> arms) {
  Trial {
    arms = Map.copyOf(arms);
  }

  /** The trials that {@code rows} are of, smaller models first. */
  static List<Trial> of(List<Row> rows) {
    Map<String, Map<String, Row>> found = new LinkedHashMap<>();
    for (Row row : rows) {
      found
          .computeIfAbsent(row.condition("model") + row.condition("input"), key -> newArms())
          .put(row.arm(), row);
    }
    List<Trial> trials = new ArrayList<>();
    found.values().forEach(arms -> trials.add(new Trial(arms.values().iterator().next(), arms)));
    trials.sort(Comparator.comparingDouble(Trial::megaFlops));
    return List.copyOf(trials);
  }

  String model() {
    return any.condition("model");
  }

  String input() {
    return any.condition("input");
  }

  String name() {
    return model() + " " + input();
  }

  /** Operations of one forward pass of one sample, in millions. */
  double megaFlops() {
    return Double.parseDouble(any.condition(Found.MEGA));
  }

  Optional<Row> row(Arm arm) {
    return Optional.ofNullable(arms.get(arm.title()));
  }

  /** A figure of an arm; NaN if it is not there. */
  double figure(Arm arm, String name) {
    return row(arm).map(row -> row.figure(name)).orElse(Double.NaN);
  }

  /** Ours by {@code other}, in samples per second. */
  double speedup(Arm other) {
    return figure(Arm.SPLIT, Found.SAMPLES) / figure(other, Found.SAMPLES);
  }

  /** The same with the making of the features. */
  double speedup(Arm other, int epochs) {
    String figure = Found.withFeatures(epochs);
    return figure(Arm.SPLIT, figure) / figure(other, figure);
  }

  /** What a device computes in {@code other} by what it computes in ours. */
  double relief(Arm other, int epochs) {
    String figure = Found.deviceCpu(epochs);
    return figure(other, figure) / figure(Arm.SPLIT, figure);
  }

  /** The same if ours made its features in batches. */
  double reliefInBatches(Arm other, int epochs) {
    return figure(other, Found.deviceCpu(epochs)) / figure(Arm.SPLIT, Found.IN_BATCH);
  }

  /** {@link #speedup} as the counted operations predict it; NaN if it is not there. */
  double predicted(Arm other) {
    return row(other).map(row -> row.estimate(Found.PREDICTED)).orElse(Double.NaN);
  }

  private static Map<String, Row> newArms() {
    return new LinkedHashMap<>();
  }
}
