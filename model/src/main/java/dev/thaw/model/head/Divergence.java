package dev.thaw.model.head;

import dev.thaw.model.ModelException;

/** Tells trainings that went wrong. Stateless. */
final class Divergence {
  // A training that ends this much worse than it began has diverged, finite or not.
  private static final double LOSS_FACTOR = 2;
  private static final double LOSS_MARGIN = 1;

  private Divergence() {}

  /**
   * The loss of a step.
   *
   * @throws ModelException if it is no finite number
   */
  static float requireFinite(String task, int step, float loss) {
    if (!Float.isFinite(loss)) {
      throw new ModelException(
          "head of " + task, "training diverged: loss " + loss + " at step " + step);
    }
    return loss;
  }

  /**
   * Checks the end of a training.
   *
   * @param finite whether all values are
   * @throws ModelException if they are not, or the loss has grown
   */
  static void requireNone(String task, Score before, Score after, boolean finite) {
    boolean grown = !(after.loss() <= before.loss() * LOSS_FACTOR + LOSS_MARGIN);
    if (grown || !finite) {
      throw new ModelException(
          "head of " + task,
          "training diverged: loss " + before.loss() + " before and " + after.loss() + " after");
    }
  }
}
