package dev.thaw.edge.predict;

/** From logits to probabilities. Stateless. */
final class Softmax {
  private Softmax() {}

  /** Probabilities in proportion to {@code exp(logit)}, computed without overflow. */
  static float[] of(float[] logits) {
    float max = logits[largest(logits)];
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp((double) logits[i] - max);
      sum += weights[i];
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (weights[i] / sum);
    }
    return probabilities;
  }

  /** Where the largest value is; the first of equal ones. */
  static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
