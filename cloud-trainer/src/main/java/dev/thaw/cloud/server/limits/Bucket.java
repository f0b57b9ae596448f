package dev.thaw.cloud.server.limits;

/**
 * A token bucket: fills at its rate up to its burst, and is drawn from. What is larger than the
 * burst is let through when the bucket is full, and paid for afterwards. Not thread-safe.
 */
final class Bucket {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final Rate rate;
  private double tokens;
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param now nanoseconds of a clock that never goes back
   */
  Bucket(Rate rate, long now) {
    this.rate = rate;
    this.tokens = rate.burst();
    this.filledAt = now;
  }

  /** How long until {@code amount} may be drawn, in milliseconds; 0 means now. */
  long millisUntil(double amount, long now) {
    fill(now);
    double missing = Math.min(amount, rate.burst()) - tokens;
    return missing <= 0 ? 0 : (long) Math.ceil(missing / rate.perSecond() * MILLIS);
  }

  /** Draws; may go below zero. */
  void draw(double amount) {
    tokens -= amount;
  }

  /** Whether it is full, so that a new one would do as well. */
  boolean isFull(long now) {
    fill(now);
    return tokens >= rate.burst();
  }

  private void fill(long now) {
    tokens = Math.min(rate.burst(), tokens + (now - filledAt) / NANOS * rate.perSecond());
    filledAt = now;
  }
}
