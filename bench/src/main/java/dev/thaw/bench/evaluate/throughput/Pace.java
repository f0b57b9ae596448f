package dev.thaw.bench.evaluate.throughput;

/**
 * How thoroughly a net is measured. Immutable.
 *
 * @param rounds turns of each arm
 * @param lapSeconds of one turn
 * @param examples of one training of a head
 * @param secondsPerNet all in all
 */
record Pace(int rounds, double lapSeconds, int examples, double secondsPerNet) {
  static final Pace TINY = new Pace(2, 0.02, 64, 0.6);
  static final Pace QUICK = new Pace(3, 0.1, 320, 3.5);
  static final Pace FULL = new Pace(7, 0.5, 320, 20);
}
