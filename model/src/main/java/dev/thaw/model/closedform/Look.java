package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.thaw.model.Taught;

/**
 * How a part is recognised with some weights. Freed with its manager.
 *
 * @param error wanted probabilities less those that come out, {@code [labels, rows]}
 * @param loss sum of the weighted cross-entropies in nats
 */
record Look(Part part, NDArray logits, NDArray error, double loss) {
  /** With the given weights, {@code [labels, columns]}. */
  static Look at(Part part, NDArray solution) {
    return of(part, solution.matMul(part.phi().transpose()).addi(part.offset()));
  }

  /** The same as the head will have it, restrained. */
  static Look at(Part part, NDArray solution, Taught taught) {
    NDArray after = at(part, solution).logits().transpose();
    return of(part, taught.restrain(part.offset().transpose(), after).transpose());
  }

  /** With weights that are all zero. */
  static Look first(Part part) {
    return of(part, part.offset());
  }

  private static Look of(Part part, NDArray logits) {
    NDArray logs = logits.logSoftmax(0);
    NDArray wanted = part.targets().mul(part.weights());
    double loss = -logs.mul(wanted).sum().getFloat();
    return new Look(part, logits, part.targets().sub(logs.exp()), loss);
  }

  double meanLoss() {
    return loss / weight();
  }

  /** Weighted share of examples of which no logit exceeds the wanted label's, 0 to 1. */
  double right() {
    NDArray best = logits.eq(logits.max(new int[] {0}, true)).toType(DataType.FLOAT32, false);
    return best.mul(part.targets()).mul(part.weights()).sum().getFloat() / weight();
  }

  private double weight() {
    return part.weights().sum().getFloat();
  }
}
