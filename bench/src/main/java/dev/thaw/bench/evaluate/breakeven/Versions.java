package dev.thaw.bench.evaluate.breakeven;

/**
 * How many versions of a head a device pulls. Immutable.
 *
 * @param fixed however many samples there are
 * @param perSample and more for each sample
 */
record Versions(double fixed, double perSample) {
  /** Samples after which there is a new version, where there is more than one. */
  static final int EVERY = 32;

  /** One, after all samples. */
  static Versions one() {
    return new Versions(1, 0);
  }

  /** One after every {@value #EVERY} samples. */
  static Versions many() {
    return new Versions(0, 1.0 / EVERY);
  }

  double of(double samples) {
    return fixed + perSample * samples;
  }

  /** What conditions and tables call it. */
  String text() {
    return perSample == 0 ? "one" : "one per " + EVERY + " samples";
  }
}
