package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * {@link AnchoredValues} of a native parameter whose gradients the engine takes. Not thread-safe;
 * used until the parameter is closed.
 */
final class AnchoredAdam {
  private final NDArray parameter;
  private final FloatBuffer shared;
  private final AnchoredValues values;
  private final float[] gradient;

  /**
   * Begins to track gradients of {@code parameter}, which is fp32.
   *
   * @param scale what the gradients are multiplied by
   * @param l2 strength of the pull
   */
  AnchoredAdam(NDArray parameter, float scale, float l2) {
    this.parameter = parameter;
    this.shared = view(parameter);
    this.values = new AnchoredValues(parameter.toFloatArray(), scale, l2);
    this.gradient = new float[values.value().length];
    parameter.setRequiresGradient(true);
  }

  /**
   * Takes one step along the gradient gathered since the last one, then clears it.
   *
   * @param scratch takes the native handles of this step
   */
  void step(NDManager scratch, float learningRate) {
    takeGradient(scratch);
    values.step(gradient, learningRate);
    shared.put(0, values.value());
  }

  /** Whether every value is a finite number. */
  boolean isFinite() {
    return values.isFinite();
  }

  private void takeGradient(NDManager scratch) {
    NDArray found = parameter.getGradient();
    found.attach(scratch);
    view(found).get(gradient);
    found.subi(found);
  }

  /** The array's own memory, not a copy. */
  static FloatBuffer view(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
