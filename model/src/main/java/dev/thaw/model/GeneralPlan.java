package dev.thaw.model;

/**
 * Settings of general training: AdamW (Loshchilov and Hutter, 2019) under a one-cycle learning rate
 * (Smith, 2018), with the weights averaged exponentially. Immutable.
 *
 * @param steps all steps of the training: the length of the learning-rate cycle
 * @param peakRate highest learning rate, reached after the warm-up
 * @param warmUp share of the steps in which the rate rises, in (0, 1)
 * @param weightDecay decoupled decay of matrices, times the learning rate
 * @param labelSmoothing share of the target spread over all labels, in [0, 1)
 * @param averaging decay of the weights' moving average per step, in [0, 1)
 */
public record GeneralPlan(
    int steps,
    double peakRate,
    double warmUp,
    double weightDecay,
    double labelSmoothing,
    double averaging) {
  private static final double START_DIVISOR = 25;
  private static final double END_DIVISOR = 1e4;
  private static final int AVERAGING_WARM_UP = 10;

  public GeneralPlan {
    require(steps > 0, "steps", steps);
    require(peakRate > 0, "peakRate", peakRate);
    require(warmUp > 0 && warmUp < 1, "warmUp", warmUp);
    require(weightDecay >= 0, "weightDecay", weightDecay);
    require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", labelSmoothing);
    require(averaging >= 0 && averaging < 1, "averaging", averaging);
  }

  /** The settings that were found good for handwriting, over {@code steps} steps. */
  public static GeneralPlan of(int steps) {
    return new GeneralPlan(steps, 3e-3, 0.25, 0.05, 0, 0.998);
  }

  /** This plan with label smoothing. */
  public GeneralPlan withLabelSmoothing(double smoothing) {
    return new GeneralPlan(steps, peakRate, warmUp, weightDecay, smoothing, averaging);
  }

  /** The learning rate of a step, counted from 0: a cosine up, then a cosine down. */
  double rate(int step) {
    double top = warmUp * steps;
    if (step < top) {
      return between(peakRate / START_DIVISOR, peakRate, step / top);
    }
    double done = Math.min(1, (step - top) / Math.max(1, steps - 1 - top));
    return between(peakRate, peakRate / END_DIVISOR, done);
  }

  /** The decay of the moving average at a step: smaller at first, so that it forgets the start. */
  double averaging(int step) {
    return Math.min(averaging, (1.0 + step) / (AVERAGING_WARM_UP + step));
  }

  private static double between(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }

  private static void require(boolean condition, String name, double value) {
    if (!condition) {
      throw new IllegalArgumentException("general plan: " + name + " = " + value);
    }
  }
}
