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
  /** Below it, a probability has lost digits: its logarithm is taken from the logits. */
  private static final float LEAST_PROBABILITY = 1e-30f;

  private final NDArray gradient;
  private final FloatBuffer logits;
  private final FloatBuffer gradients;
  private final int labels;
  private final boolean[] accepted;

  /**
   * Tells each head its loss.
   *
   * @param outputs the logits, {@code [heads, rows, labels]}; overwritten
   */
  StackLoss(NDManager scratch, NDArray outputs, List<StackedHead> heads) {
    int rows = Math.toIntExact(outputs.getShape().get(1));
    NDArray factors = scratch.create(new Shape(heads.size(), rows, 1), DataType.FLOAT32);
    AnchoredAdam.view(factors).put(weights(heads, rows));
    this.gradient = outputs.divi(temperatures(scratch, heads)).softmax(2).muli(factors);
    this.logits = AnchoredAdam.view(outputs);
    this.gradients = AnchoredAdam.view(gradient);
    this.labels = Math.toIntExact(outputs.getShape().get(2));
    this.accepted = new boolean[heads.size()];
    for (int slot = 0; slot < accepted.length; slot++) {
      accepted[slot] = heads.get(slot).accept(settle(heads.get(slot), slot * rows));
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
  private float settle(StackedHead head, int firstRow) {
    double loss = 0;
    int batch = head.batch();
    for (int row = 0; row < batch; row++) {
      int from = (firstRow + row) * labels;
      int at = from + head.label(row);
      float factor = head.weight(row) / head.temperature();
      float weighed = gradients.get(at);
      loss -= head.weight(row) * log(weighed / factor, from, at);
      gradients.put(at, weighed - factor);
    }
    return (float) loss;
  }

  private double log(float probability, int from, int at) {
    return probability > LEAST_PROBABILITY ? Math.log(probability) : log(from, at);
  }

  /** The same from the logits of the row that begins at {@code from}; NaN if one is not finite. */
  private double log(int from, int at) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + labels; i++) {
      largest = Math.max(largest, logits.get(i));
    }
    double sum = 0;
    for (int i = from; i < from + labels; i++) {
      sum += Math.exp(logits.get(i) - largest);
    }
    return logits.get(at) - largest - Math.log(sum);
  }
}
