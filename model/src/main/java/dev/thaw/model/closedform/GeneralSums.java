package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.ResidualBasis.Rows;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Tensor;
import java.util.List;

/**
 * What general examples say about every head that starts from one model: the same sums as {@link
 * Statistics}, but weighted and in floating point, for they are never taken away. They are to be
 * recognised as the model does. Immutable; thread-safe.
 */
final class GeneralSums {
  private final Digest identity;
  private final List<List<Tensor>> activations;
  private final float[] weights;
  private final float[] gram;
  private final float[] right;

  /**
   * Runs the examples.
   *
   * @param identity of the contributions that this is added to
   * @param general of positive weights; not empty
   */
  GeneralSums(ResidualBasis basis, float temperature, Digest identity, List<Example> general) {
    this.identity = identity;
    this.activations = general.stream().map(Example::activation).toList();
    this.weights = new float[general.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = general.get(i).weight();
    }
    try (NDManager manager = TorchRuntime.newManager()) {
      Rows rows = basis.rows(manager, activations);
      NDArray logits = rows.logits();
      NDArray error = logits.softmax(1).sub(logits.div(temperature).softmax(1));
      NDArray weighted = rows.phi().mul(manager.create(weights, new Shape(weights.length, 1)));
      NDArray transposed = weighted.transpose();
      this.gram = transposed.matMul(rows.phi()).toFloatArray();
      this.right = transposed.matMul(error).toFloatArray();
    }
  }

  /** Whether this is about the same activations, the same objects, with the same weights. */
  boolean isOf(Digest otherIdentity, List<Example> general) {
    boolean same = identity.equals(otherIdentity) && general.size() == weights.length;
    for (int i = 0; same && i < weights.length; i++) {
      Example example = general.get(i);
      same = example.activation() == activations.get(i) && example.weight() == weights[i];
    }
    return same;
  }

  /** {@code phi' D phi}, {@code columns * columns}. */
  float[] gram() {
    return gram;
  }

  /** {@code phi' D error}, {@code columns * labels}. */
  float[] right() {
    return right;
  }
}
