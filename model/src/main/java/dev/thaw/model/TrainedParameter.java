package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * One parameter during general training: its value, the value's moving average, and AdamW's two
 * moments. The arrays live in the trainer's manager. Not thread-safe.
 */
final class TrainedParameter {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float NO_RESCALE = 1;
  private static final float NO_CLIP = -1;

  private final ParameterSpec spec;
  private final NDArray value;
  private final NDArray average;
  private final NDArray firstMoment;
  private final NDArray secondMoment;

  TrainedParameter(ParameterSpec spec, NDArray value) {
    this.spec = spec;
    this.value = value;
    this.average = value.duplicate();
    this.firstMoment = value.zerosLike();
    this.secondMoment = value.zerosLike();
  }

  NDArray average() {
    return average;
  }

  /**
   * What a forward pass works on: a copy that takes a gradient and dies with {@code step}, or, for
   * running statistics, the value itself.
   */
  NDArray leaf(NDManager step) {
    if (!spec.role().trained()) {
      return value;
    }
    NDArray leaf = value.duplicate();
    leaf.attach(step);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /** Moves the value against the gradient that backward left at {@code leaf}. */
  void update(NDArray leaf, int step, GeneralPlan plan) {
    if (!spec.role().trained()) {
      return;
    }
    double rate = plan.rate(step);
    double corrected =
        rate * Math.sqrt(1 - Math.pow(BETA2, step + 1)) / (1 - Math.pow(BETA1, step + 1));
    value
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(value, leaf.getGradient(), firstMoment, secondMoment),
            new NDList(value),
            (float) rate,
            (float) corrected,
            spec.role().decayed() ? (float) plan.weightDecay() : 0,
            NO_RESCALE,
            NO_CLIP,
            BETA1,
            BETA2,
            EPSILON,
            false,
            true);
  }

  /** Moves the average towards the value. */
  void average(NDManager step, double decay) {
    NDArray difference = value.sub(average);
    difference.attach(step);
    average.addi(difference.muli(1 - decay));
  }
}
