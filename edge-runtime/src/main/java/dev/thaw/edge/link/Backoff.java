package dev.thaw.edge.link;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait before the next attempt: exponential with full jitter in the upper half, so that
 * a fleet that lost its server together does not come back together. Not thread-safe; confined to
 * the link's context.
 */
final class Backoff {
  private final long minMillis;
  private final long maxMillis;
  private final Random random;
  private int failures;

  Backoff(Duration min, Duration max, Random random) {
    this.minMillis = min.toMillis();
    this.maxMillis = max.toMillis();
    this.random = random;
  }

  /** The next wait: between half and all of {@code min * 2^failures}, capped at the maximum. */
  Duration next() {
    long ceiling = Math.min(maxMillis, minMillis << Math.min(failures, 30));
    failures++;
    return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }

  void reset() {
    failures = 0;
  }
}
