package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.evaluate.Statistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What one wave of devices found. Immutable.
 *
 * @param features acknowledged, of all devices together
 * @param installedMillis from each manifest's making to its head's running on its device
 * @param bytesUp of each device that was counted
 * @param bytesDown the same to it
 */
record Wave(
    double uploadSeconds,
    long features,
    Training training,
    List<Double> installedMillis,
    double bytesUp,
    double bytesDown) {
  private static final double LATE = 0.95;

  /** The figures of several waves of equal size. */
  static Map<String, Double> figures(List<Wave> waves) {
    List<Double> installed = waves.stream().flatMap(w -> w.installedMillis.stream()).toList();
    Map<String, Double> figures = new TreeMap<>();
    figures.put("ingest features per s", median(waves, w -> w.features / w.uploadSeconds));
    figures.put("heads per s", median(waves, w -> w.training.heads() / w.training.seconds()));
    figures.put(
        "training samples per s", median(waves, w -> w.training.samples() / w.training.seconds()));
    figures.put(
        "published share",
        median(waves, w -> (double) w.installedMillis.size() / w.training.heads()));
    figures.put("installed p50 ms", quantile(installed, 0.5));
    figures.put("installed p95 ms", quantile(installed, LATE));
    figures.put("bytes up per device", median(waves, w -> w.bytesUp));
    figures.put("bytes down per device", median(waves, w -> w.bytesDown));
    return figures;
  }

  /** The smallest value that is no smaller than that share of all. */
  static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalStateException("the cloud held all heads back: none was installed");
    }
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }

  private static double median(List<Wave> waves, ToDoubleFunction<Wave> figure) {
    return Statistics.of(waves.stream().mapToDouble(figure).toArray()).median();
  }
}
