package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;

/**
 * How a part is recognised with some weights. Freed with its manager.
 *
 * @param error wanted probabilities less those that come out, {@code [rows, labels]}
 * @param loss sum of the weighted cross-entropies in nats
 */
record Look(Part part, NDArray logits, NDArray error, double loss) {
  static Look at(Part part, NDArray solution) {
    NDArray logits = part.phi().matMul(solution).addi(part.offset());
    NDArray logs = logits.logSoftmax(1);
    NDArray wanted = part.targets().mul(part.weights());
    double loss = -logs.mul(wanted).sum().getFloat();
    return new Look(part, logits, part.targets().sub(logs.exp()), loss);
  }

  double meanLoss() {
    return loss / weight();
  }

  /** Weighted share of rows whose largest logit is the wanted label's, 0 to 1. */
  double right() {
    NDArray best = logits.argMax(1).oneHot((int) logits.getShape().get(1));
    return best.mul(part.targets().mul(part.weights())).sum().getFloat() / weight();
  }

  private double weight() {
    return part.weights().sum().getFloat();
  }
}
