package dev.thaw.cache;

/**
 * Estimates how often a sample was used lately: a count-min sketch whose counters are halved now
 * and then, so that what was popular long ago is forgotten. Not thread-safe.
 *
 * <p>The estimator of TinyLFU (Einziger, Friedman, Manes: "TinyLFU: A Highly Efficient Cache
 * Admission Policy", 2017). Sample ids are hashes already, so their bytes choose the counters.
 */
final class FrequencySketch {
  private static final int ROWS = 4;
  private static final byte MAX_COUNT = 15;
  private static final int USES_PER_COUNTER = 10;

  private final byte[] counters;
  private final int rowLength;
  private int usesSinceHalving;

  /** A sketch for about {@code samples} samples; takes 4 to 8 bytes for each. */
  FrequencySketch(int samples) {
    rowLength = Integer.highestOneBit(Math.max(16, samples - 1)) << 1;
    counters = new byte[ROWS * rowLength];
  }

  void use(SampleKey key) {
    byte[] id = key.sample().bytes();
    for (int row = 0; row < ROWS; row++) {
      int at = position(key, id, row);
      counters[at] = (byte) Math.min(MAX_COUNT, counters[at] + 1);
    }
    if (++usesSinceHalving >= USES_PER_COUNTER * rowLength) {
      halve();
    }
  }

  int frequency(SampleKey key) {
    byte[] id = key.sample().bytes();
    int least = MAX_COUNT;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, counters[position(key, id, row)]);
    }
    return least;
  }

  private int position(SampleKey key, byte[] id, int row) {
    int hash = key.task().hashCode();
    for (int i = 4 * row; i < 4 * row + 4; i++) {
      hash = hash * 31 + id[i];
    }
    hash *= 0x9E3779B9;
    return row * rowLength + ((hash ^ (hash >>> 16)) & (rowLength - 1));
  }

  private void halve() {
    for (int i = 0; i < counters.length; i++) {
      counters[i] >>= 1;
    }
    usesSinceHalving = 0;
  }
}
