package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Adam (Kingma and Ba, 2015) for one parameter, with a pull back to the value it started from. Not
 * thread-safe; used until the parameter is closed.
 */
final class AnchoredAdam {
  // The update is one fused loop over Java arrays. As tensor operations it would be a dozen passes
  // over the parameter, each with the cost of a native call.
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final NDArray parameter;
  private final float scale;
  private final float l2;
  private final FloatBuffer shared;
  private final float[] start;
  private final float[] value;
  private final float[] mean;
  private final float[] variance;
  private final float[] gradient;
  private int steps;

  /**
   * Begins to track gradients of {@code parameter}, which is fp32.
   *
   * @param scale what the gradients are multiplied by
   * @param l2 strength of the pull
   */
  AnchoredAdam(NDArray parameter, float scale, float l2) {
    this.parameter = parameter;
    this.scale = scale;
    this.l2 = l2;
    this.shared = view(parameter);
    this.start = parameter.toFloatArray();
    this.value = start.clone();
    this.mean = new float[start.length];
    this.variance = new float[start.length];
    this.gradient = new float[start.length];
    parameter.setRequiresGradient(true);
  }

  /**
   * Takes one step along the gradient gathered since the last one, then clears it.
   *
   * @param scratch takes the native handles of this step
   */
  void step(NDManager scratch, float learningRate) {
    takeGradient(scratch);
    steps++;
    float rate = (float) (learningRate / (1 - Math.pow(BETA1, steps)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
    update(rate, correction);
    shared.put(0, value);
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

  private void takeGradient(NDManager scratch) {
    NDArray found = parameter.getGradient();
    found.attach(scratch);
    view(found).get(gradient);
    found.subi(found);
  }

  private void update(float rate, float correction) {
    // Locals, so that the compiler knows that nothing changes them and vectorises the loop.
    float[] w = value;
    float[] w0 = start;
    float[] g = gradient;
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

  /** The array's own memory, not a copy. */
  private static FloatBuffer view(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
