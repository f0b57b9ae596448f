package dev.thaw.bench.evaluate.caching;

import java.util.Arrays;
import java.util.Random;

/**
 * Draws from {@code [0, count)} where the item of rank r (from 1) comes with a chance proportional
 * to 1 / r, as words do (G. K. Zipf, 1949). The same seed draws the same. Not thread-safe.
 */
final class Zipf {
  private final double[] cumulative;
  private final Random random;

  /**
   * @param count at least 1
   */
  Zipf(int count, long seed) {
    this.cumulative = new double[count];
    double sum = 0;
    for (int rank = 1; rank <= count; rank++) {
      sum += 1.0 / rank;
      cumulative[rank - 1] = sum;
    }
    this.random = new Random(seed);
  }

  int next() {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
  }
}
