package dev.thaw.bench;

import java.util.List;

/** Order statistics. Stateless. */
final class Medians {
  private Medians() {}

  static double of(List<Double> values) {
    return quantile(values, 0.5);
  }

  /** The value that {@code share} of the values do not exceed. */
  static double quantile(List<Double> values, double share) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
  }
}
