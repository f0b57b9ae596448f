package dev.thaw.bench.evaluate.caching;

import java.util.BitSet;
import java.util.Random;

/**
 * Which input is predicted next: with a given chance one of {@value #FAVOURITES} that come again
 * and again, as {@link Zipf} draws them, otherwise one that never came before. Not thread-safe.
 */
final class Arrivals {
  static final int FAVOURITES = 100;

  private final double share;
  private final Zipf favourites;
  private final Random random;
  private final BitSet came = new BitSet();
  private int fresh = FAVOURITES;
  private long drawn;
  private long repeated;

  /**
   * @param share of inputs that are drawn among the favourites
   */
  Arrivals(double share, long seed) {
    this.share = share;
    this.favourites = new Zipf(FAVOURITES, seed);
    this.random = new Random(seed + 1);
  }

  /** The place of the next one in the supply. */
  int next() {
    int place = random.nextDouble() < share ? favourites.next() : fresh++;
    drawn++;
    if (came.get(place)) {
      repeated++;
    }
    came.set(place);
    return place;
  }

  /** Begins to count repeated inputs anew. */
  void restart() {
    drawn = 0;
    repeated = 0;
  }

  /** The share of those drawn since that had come before: what no cache can exceed. */
  double repeatedShare() {
    return drawn == 0 ? 0 : (double) repeated / drawn;
  }
}
