package dev.thaw.edge.link;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the cloud, or what is before it, asked by {@code Retry-After} not to be asked again over
 * HTTP (RFC 9110, 10.2.3). Only seconds are understood: a date would need two clocks that agree.
 */
@CallByThread(CallByThread.CONTEXT)
final class AskedPause {
  /** More is taken for a mistake. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final int LEAST_REFUSAL = 400;

  private final LongSupplier nanoTime;
  private long since;
  private Duration asked = Duration.ZERO;

  /**
   * @param nanoTime as {@link System#nanoTime} tells it
   */
  AskedPause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Looks at an answer; of two pauses the one that ends later counts. */
  void heard(int status, MultiMap headers) {
    String seconds = headers.get("Retry-After");
    if (status >= LEAST_REFUSAL && seconds != null && seconds.matches("[0-9]{1,9}")) {
      ask(Duration.ofSeconds(Long.parseLong(seconds)));
    }
  }

  /** What is left of it; zero if nothing was asked, or it is over. */
  Duration remaining() {
    Duration left = asked.minusNanos(nanoTime.getAsLong() - since);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void ask(Duration pause) {
    Duration capped = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    if (capped.compareTo(remaining()) > 0) {
      asked = capped;
      since = nanoTime.getAsLong();
    }
  }
}
