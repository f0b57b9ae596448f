package dev.thaw.cache.rocks;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When to try again what failed: at once, then after pauses that grow. Thread-safe.
 *
 * <p>The first failure in a row costs 100 ms, each further one twice as much, up to 10 s.
 */
final class Retries {
  private static final long FIRST_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private long pauseNanos;
  private long failedNanos;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Retries(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized boolean areDue() {
    return pauseNanos == 0 || nanoTime.getAsLong() - failedNanos >= pauseNanos;
  }

  synchronized void failed() {
    failedNanos = nanoTime.getAsLong();
    pauseNanos = pauseNanos == 0 ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * pauseNanos);
  }

  synchronized void succeeded() {
    pauseNanos = 0;
  }
}
