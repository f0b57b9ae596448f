package dev.thaw.bench.evaluate.devicecost;

/**
 * How often something is repeated. Immutable.
 *
 * @param seconds to repeat it for at least
 * @param least repetitions of what takes less than a second; half of them otherwise
 */
record Pace(double seconds, int least) {
  static final Pace TINY = new Pace(0.1, 1);
  static final Pace QUICK = new Pace(0.5, 2);
  static final Pace FULL = new Pace(2, 4);

  /** Repetitions of what takes so long. */
  int times(double onceSeconds) {
    int enough = onceSeconds < 1 ? least : Math.max(1, least / 2);
    return (int) Math.max(enough, Math.ceil(seconds / onceSeconds));
  }
}
