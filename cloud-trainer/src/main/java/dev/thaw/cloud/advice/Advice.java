package dev.thaw.cloud.advice;

import java.util.List;
import java.util.OptionalInt;

/**
 * What the advisor found. Immutable.
 *
 * @param presentDepth where the freeze point stands
 * @param rows one for each possible depth, in order
 * @param recommended the depth with the fewest estimated joules among those without objection
 * @param reason why that one, or why none, in one sentence
 * @param deviceTime where the device milliseconds come from, in one sentence
 * @param accuracyTest how the accuracies were measured, in one sentence
 */
public record Advice(
    String task,
    int presentDepth,
    AdviceLimits limits,
    List<DepthRow> rows,
    OptionalInt recommended,
    String reason,
    String deviceTime,
    String accuracyTest) {
  public Advice {
    rows = List.copyOf(rows);
  }
}
