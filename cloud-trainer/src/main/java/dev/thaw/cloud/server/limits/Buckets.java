package dev.thaw.cloud.server.limits;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One bucket for each caller and one for all of them: what either has no room for is not let in.
 * Callers that were quiet are forgotten, so that memory follows those who call now. Thread-safe.
 */
final class Buckets {
  private static final int FORGET_AT = 4_096;

  private final Rate each;
  private final LongSupplier nanoTime;
  private final Bucket all;
  private final Map<String, Bucket> callers = new HashMap<>();
  private int forgetAt = FORGET_AT;

  Buckets(Rate each, Rate total, LongSupplier nanoTime) {
    this.each = each;
    this.nanoTime = nanoTime;
    this.all = new Bucket(total, nanoTime.getAsLong());
  }

  /** Draws for a caller: 0, or nothing is drawn and so many milliseconds are to be waited. */
  synchronized long draw(String caller, double amount) {
    long now = nanoTime.getAsLong();
    Bucket own = callers.computeIfAbsent(caller, ignored -> new Bucket(each, now));
    long wait = Math.max(own.millisUntil(amount, now), all.millisUntil(amount, now));
    if (wait == 0) {
      own.draw(amount);
      all.draw(amount);
    }
    forget(now);
    return wait;
  }

  synchronized int size() {
    return callers.size();
  }

  private void forget(long now) {
    if (callers.size() >= forgetAt) {
      callers.values().removeIf(bucket -> bucket.isFull(now));
      forgetAt = Math.max(FORGET_AT, 2 * callers.size());
    }
  }
}
