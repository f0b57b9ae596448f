package dev.thaw.bench.evaluate;

/** How much of everything a run does. */
public enum Scale {
  /** Seconds for each question: shows that all of it works, measures nothing worth quoting. */
  TINY,
  /** Five minutes in all: the shape of the answers. */
  QUICK,
  /** At most three hours: what the documentation quotes. */
  FULL;

  /** The one of three values that belongs to this scale. */
  public <T> T of(T tiny, T quick, T full) {
    return switch (this) {
      case TINY -> tiny;
      case QUICK -> quick;
      case FULL -> full;
    };
  }
}
