package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.evaluate.wire.Tap;

/**
 * A moment, and what had passed a tap until then. Immutable.
 *
 * @param nanos as of {@link System#nanoTime}
 */
record Moment(long nanos, long up, long down) {
  private static final double NANOS = 1e9;

  static Moment now(Tap tap) {
    return new Moment(System.nanoTime(), tap.up(), tap.down());
  }

  /** The same bytes at another time. */
  Moment at(long when) {
    return new Moment(when, up, down);
  }

  /** What happened from this moment to {@code end}. */
  Transfer until(Moment end, double roundTrips) {
    return new Transfer((end.nanos - nanos) / NANOS, end.up - up, end.down - down, roundTrips);
  }
}
