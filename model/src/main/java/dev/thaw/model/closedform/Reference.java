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
 * General examples behind one model, which are the same for every head that starts from it: run
 * once, kept in Java arrays. Immutable; thread-safe.
 */
final class Reference {
  private final Digest model;
  private final int depth;
  private final List<List<Tensor>> activations;
  private final float[] weights;
  private final float[] phi;
  private final float[] logits;
  private final float[] gram;

  /**
   * Runs the examples.
   *
   * @param general not empty
   */
  Reference(ResidualBasis basis, Digest model, int depth, List<Example> general) {
    this.model = model;
    this.depth = depth;
    this.activations = general.stream().map(Example::activation).toList();
    this.weights = weights(general);
    try (NDManager manager = TorchRuntime.newManager()) {
      Rows rows = basis.rows(manager, activations);
      NDArray weighted = rows.phi().mul(manager.create(weights, new Shape(weights.length, 1)));
      this.phi = rows.phi().toFloatArray();
      this.logits = rows.logits().toFloatArray();
      this.gram = weighted.transpose().matMul(rows.phi()).toFloatArray();
    }
  }

  /** Whether this is about the same activations, the same objects, with the same weights. */
  boolean isOf(Digest otherModel, int otherDepth, List<Example> general) {
    boolean same =
        model.equals(otherModel) && depth == otherDepth && general.size() == weights.length;
    for (int i = 0; same && i < weights.length; i++) {
      Example example = general.get(i);
      same = example.activation() == activations.get(i) && example.weight() == weights[i];
    }
    return same;
  }

  /** What is to be recognised as the model does. */
  Part part(NDManager manager, ClosedFormOptions options) {
    int rows = weights.length;
    NDArray given = manager.create(logits, new Shape(rows, logits.length / rows));
    return new Part(
        manager.create(phi, new Shape(rows, phi.length / rows)),
        given.div(options.temperature()),
        given.softmax(1),
        manager.create(weights, new Shape(rows, 1)));
  }

  /** {@code phi' D phi}, {@code [columns, columns]}. */
  NDArray gram(NDManager manager) {
    int columns = phi.length / weights.length;
    return manager.create(gram, new Shape(columns, columns));
  }

  private static float[] weights(List<Example> general) {
    float[] weights = new float[general.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = general.get(i).weight();
    }
    return weights;
  }
}
