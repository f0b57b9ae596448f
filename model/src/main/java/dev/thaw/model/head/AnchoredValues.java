package dev.thaw.model.head;

/**
 * The values of one parameter under Adam (Kingma and Ba, 2015), with a pull back to where they
 * started. Not thread-safe.
 */
final class AnchoredValues {
  // The update is one fused loop over Java arrays. As tensor operations it would be a dozen passes
  // over the parameter, each with the cost of a native call.
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final float[] start;
  private final float[] value;
  private final float[] mean;
  private final float[] variance;
  private final float scale;
  private final float l2;
  private int steps;

  /**
   * Values before the first step.
   *
   * @param start kept, never written
   * @param scale what gradients are multiplied by
   * @param l2 strength of the pull
   */
  AnchoredValues(float[] start, float scale, float l2) {
    this.start = start;
    this.value = start.clone();
    this.mean = new float[start.length];
    this.variance = new float[start.length];
    this.scale = scale;
    this.l2 = l2;
  }

  /** The present values: the array that steps write to. */
  float[] value() {
    return value;
  }

  /** Takes one step along {@code gradient}, of which the first values count. */
  void step(float[] gradient, float learningRate) {
    steps++;
    float rate = (float) (learningRate / (1 - Math.pow(BETA1, steps)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
    update(gradient, rate, correction);
  }

  /** Whether every value is a finite number. */
  boolean isFinite() {
    for (float v : value) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  private void update(float[] g, float rate, float correction) {
    // Locals, so that the compiler knows that nothing changes them and vectorises the loop.
    float[] w = value;
    float[] w0 = start;
    float[] m = mean;
    float[] v = variance;
    float factor = scale;
    float pull = l2;
    for (int i = 0; i < w.length; i++) {
      float gi = factor * g[i] + pull * (w[i] - w0[i]);
      float mi = BETA1 * m[i] + (1 - BETA1) * gi;
      float vi = BETA2 * v[i] + (1 - BETA2) * gi * gi;
      m[i] = mi;
      v[i] = vi;
      w[i] -= rate * mi / ((float) Math.sqrt(vi) * correction + EPSILON);
    }
  }
}
