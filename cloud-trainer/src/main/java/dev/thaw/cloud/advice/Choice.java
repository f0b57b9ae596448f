package dev.thaw.cloud.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Chooses among depths that were measured: the fewest joules under the limits. Immutable.
 *
 * @param rows as measured, an objection only where there is no accuracy
 */
record Choice(AdviceLimits limits, List<DepthRow> rows) {
  private static final double TOLERANCE = 0.01;
  private static final double PERCENT = 100;

  Choice {
    rows = List.copyOf(rows);
  }

  /** The rows with every objection that there is under the limits. */
  List<DepthRow> judged() {
    double least = leastAccuracy();
    return rows.stream().map(row -> row.withObjection(objection(row, least))).toList();
  }

  /** The one without objection that costs least; the deeper of two that cost the same. */
  Optional<DepthRow> best() {
    return judged().stream()
        .filter(row -> row.objection().isEmpty())
        .min(
            Comparator.comparingDouble(DepthRow::joules)
                .thenComparing(Comparator.comparingInt(DepthRow::depth).reversed()));
  }

  private double leastAccuracy() {
    OptionalDouble measured =
        rows.stream()
            .map(DepthRow::accuracy)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max();
    return limits.minAccuracy().orElse(measured.orElse(1) - TOLERANCE);
  }

  private Optional<String> objection(DepthRow row, double leastAccuracy) {
    List<String> objections = new ArrayList<>();
    row.objection().ifPresent(objections::add);
    if (row.int8Bytes() > limits.maxBytes().orElse(Long.MAX_VALUE)) {
      objections.add(
          String.format(
              Locale.ROOT,
              "%.0f bytes per feature, more than %d",
              row.int8Bytes(),
              limits.maxBytes().orElseThrow()));
    }
    if (row.deviceMillis() > limits.maxDeviceMillis().orElse(Double.MAX_VALUE)) {
      objections.add(
          String.format(
              Locale.ROOT,
              "%.2f ms on a device, more than %.2f",
              row.deviceMillis(),
              limits.maxDeviceMillis().orElseThrow()));
    }
    if (row.accuracy().orElse(leastAccuracy) < leastAccuracy) {
      objections.add(
          String.format(
              Locale.ROOT,
              "accuracy %.1f%%, below %.1f%%",
              row.accuracy().orElseThrow() * PERCENT,
              leastAccuracy * PERCENT));
    }
    return objections.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", objections));
  }
}
