package dev.thaw.edge.predict;

import java.util.OptionalDouble;

/**
 * What predictions cost since the runtime was opened. Immutable.
 *
 * @param hits the activation at the freeze point was cached; no frozen layer ran
 * @param extended an activation at a shallower cut was cached; only the layers between ran
 * @param misses the whole backbone ran
 * @param uncached activations that could not be kept, for want of room or of a working disk
 * @param hitNanos time of all hits together
 * @param missNanos time of all misses together, extended ones not counted
 */
public record PredictCounts(
    long hits, long extended, long misses, long uncached, long hitNanos, long missNanos) {
  /** All predictions. */
  public long predictions() {
    return hits + extended + misses;
  }

  /** The mean time of a hit in milliseconds; empty before the first. */
  public OptionalDouble hitMillis() {
    return mean(hitNanos, hits);
  }

  /** The mean time of a miss in milliseconds; empty before the first. */
  public OptionalDouble missMillis() {
    return mean(missNanos, misses);
  }

  private static OptionalDouble mean(long nanos, long count) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(nanos / 1e6 / count);
  }
}
