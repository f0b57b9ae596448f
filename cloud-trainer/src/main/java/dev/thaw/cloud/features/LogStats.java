package dev.thaw.cloud.features;

import dev.thaw.protocol.SampleOutcome;
import java.util.Map;

/**
 * What the feature log did since it was opened. Immutable.
 *
 * @param commits synced writes of uploads
 * @param commitSeconds time spent in them
 * @param waiting batches not yet acknowledged
 */
public record LogStats(
    Map<SampleOutcome, Long> outcomes,
    long batches,
    long commits,
    double commitSeconds,
    int waiting) {
  public LogStats {
    outcomes = Map.copyOf(outcomes);
  }
}
