package dev.thaw.demo.simulate;

import java.util.Arrays;
import java.util.Collection;

/** Count, mean, median and maximum of some figures; all 0 when there are none. */
record Spread(int count, double mean, double median, double max) {
  static Spread of(Collection<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return new Spread(0, 0, 0, 0);
    }
    double mean = Arrays.stream(sorted).average().orElse(0);
    return new Spread(sorted.length, mean, median(sorted), sorted[sorted.length - 1]);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
