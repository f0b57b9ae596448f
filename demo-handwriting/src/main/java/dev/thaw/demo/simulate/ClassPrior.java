package dev.thaw.demo.simulate;

/**
 * The control that every personal head has to beat: the general model's posterior times how often
 * this writer uploaded each class, with add-one smoothing. Learns nothing about the hand. Not
 * thread-safe.
 */
final class ClassPrior {
  private final int[] counts;

  ClassPrior(int classes) {
    this.counts = new int[classes];
  }

  void observe(int label) {
    counts[label]++;
  }

  boolean hasSeen(int label) {
    return counts[label] > 0;
  }

  /** The likeliest class. */
  int decide(float[] posterior) {
    int best = 0;
    double bestScore = -1;
    for (int i = 0; i < posterior.length; i++) {
      double score = posterior[i] * (counts[i] + 1.0);
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }
}
