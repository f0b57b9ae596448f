package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Weighted cross-entropies of one step of a stack, and the gradient of their sums. Not thread-safe;
 * used once.
 */
final class StackLoss {
  private final NDArray gradient;
  private final boolean[] accepted;

  /**
   * Tells each head its loss.
   *
   * @param logits {@code [heads, rows, labels]}; overwritten
   */
  StackLoss(NDManager scratch, NDArray logits, List<StackedHead> heads) {
    int rows = Math.toIntExact(logits.getShape().get(1));
    int labels = Math.toIntExact(logits.getShape().get(2));
    this.accepted = new boolean[heads.size()];
    NDArray logs = logits.divi(temperatures(scratch, heads)).logSoftmax(2);
    NDArray factors = scratch.create(new Shape(heads.size(), rows, 1), DataType.FLOAT32);
    AnchoredAdam.view(factors).put(weights(heads, rows));
    this.gradient = logs.exp().muli(factors);
    FloatBuffer read = AnchoredAdam.view(logs);
    FloatBuffer written = AnchoredAdam.view(gradient);
    for (int slot = 0; slot < heads.size(); slot++) {
      accepted[slot] =
          heads.get(slot).accept(settle(heads.get(slot), read, written, slot * rows, labels));
    }
  }

  /** Whether the head may take its step. */
  boolean isAccepted(int slot) {
    return accepted[slot];
  }

  /** Of the sums of losses, by the logits. */
  NDArray gradient() {
    return gradient;
  }

  private static NDArray temperatures(NDManager scratch, List<StackedHead> heads) {
    NDArray all = scratch.create(new Shape(heads.size(), 1, 1), DataType.FLOAT32);
    FloatBuffer values = AnchoredAdam.view(all);
    heads.forEach(head -> values.put(head.temperature()));
    return all;
  }

  /** Weights by temperature; 0 where a head has no such row. */
  private static float[] weights(List<StackedHead> heads, int rows) {
    float[] weights = new float[heads.size() * rows];
    for (int slot = 0; slot < heads.size(); slot++) {
      StackedHead head = heads.get(slot);
      int batch = head.batch();
      for (int row = 0; row < batch; row++) {
        weights[slot * rows + row] = head.weight(row) / head.temperature();
      }
    }
    return weights;
  }

  /** Takes each row's weight off its label's place, and returns the sum of losses. */
  private static float settle(
      StackedHead head, FloatBuffer logs, FloatBuffer gradient, int firstRow, int labels) {
    double loss = 0;
    int batch = head.batch();
    for (int row = 0; row < batch; row++) {
      int at = (firstRow + row) * labels + head.label(row);
      float weight = head.weight(row);
      loss -= weight * logs.get(at);
      gradient.put(at, gradient.get(at) - weight / head.temperature());
    }
    return (float) loss;
  }
}
