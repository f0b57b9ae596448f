package dev.thaw.protocol;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The rule for instants: whole milliseconds, as on the wire, from 1970 to 9999. */
final class Times {
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Times() {}

  /** {@code instant} without its part of a millisecond, so that encoding it loses nothing. */
  static Instant require(String what, Instant instant) {
    if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(END)) {
      throw new IllegalArgumentException("not a time of " + what + ": " + instant);
    }
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }
}
