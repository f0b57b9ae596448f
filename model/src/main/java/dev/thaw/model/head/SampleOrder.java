package dev.thaw.model.head;

import java.util.Random;

/** The order in which a training sees its examples, anew for each epoch. Not thread-safe. */
final class SampleOrder {
  private final Random random;
  private final int size;

  SampleOrder(long seed, int size) {
    this.random = new Random(seed);
    this.size = size;
  }

  /** The next epoch's order: a permutation of the examples' places. */
  int[] next() {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
