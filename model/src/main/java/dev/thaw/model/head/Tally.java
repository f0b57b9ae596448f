package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;

/** Adds up how a head does on the rows of a set. Not thread-safe. */
final class Tally {
  private final ExampleRows set;
  private final float temperature;
  private double loss;
  private double hits;

  Tally(ExampleRows set, float temperature) {
    this.set = set;
    this.temperature = temperature;
  }

  /**
   * Counts the rows from {@code from} on.
   *
   * @param logits {@code [1, rows, labels]}; overwritten
   */
  void add(NDArray logits, int from) {
    int rows = Math.toIntExact(logits.getShape().get(1));
    int labels = Math.toIntExact(logits.getShape().get(2));
    float[] logs = logits.divi(temperature).logSoftmax(2).toFloatArray();
    for (int row = 0; row < rows; row++) {
      int label = set.label(from + row);
      float weight = set.weight(from + row);
      loss -= weight * logs[row * labels + label];
      hits += best(logs, row * labels, labels) == label ? weight : 0;
    }
  }

  Score score() {
    return new Score(loss / set.size(), hits / set.size());
  }

  private static int best(float[] logs, int from, int labels) {
    int best = 0;
    for (int label = 1; label < labels; label++) {
      best = logs[from + label] > logs[from + best] ? label : best;
    }
    return best;
  }
}
