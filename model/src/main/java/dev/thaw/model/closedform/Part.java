package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.ResidualBasis.Rows;
import dev.thaw.model.head.Example;
import java.util.List;

/**
 * Examples in native memory. Freed with their manager.
 *
 * @param phi {@code [rows, columns]}
 * @param offset the model's logits divided by the temperature, {@code [rows, labels]}
 * @param targets wanted probabilities, {@code [rows, labels]}
 * @param weights {@code [rows, 1]}
 */
record Part(NDArray phi, NDArray offset, NDArray targets, NDArray weights) {
  /** Examples that are to be recognised as their labels. */
  static Part labelled(
      NDManager manager, ResidualBasis basis, List<Example> examples, ClosedFormOptions options) {
    Rows rows = basis.rows(manager, examples.stream().map(Example::activation).toList());
    int labels = basis.labels();
    float[] hot = new float[examples.size() * labels];
    float[] weights = new float[examples.size()];
    for (int i = 0; i < examples.size(); i++) {
      hot[i * labels + examples.get(i).label()] = 1;
      weights[i] = examples.get(i).weight();
    }
    return new Part(
        rows.phi(),
        rows.logits().div(options.temperature()),
        manager.create(hot, new Shape(examples.size(), labels)),
        manager.create(weights, new Shape(examples.size(), 1)));
  }

  long rows() {
    return phi.getShape().get(0);
  }

  /** Lends the arrays, and what is computed from them, to {@code scratch} until that is closed. */
  void lend(NDManager scratch) {
    scratch.tempAttachAll(phi, offset, targets, weights);
  }
}
