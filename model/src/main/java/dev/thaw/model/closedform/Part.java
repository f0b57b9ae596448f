package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.ResidualBasis.Rows;
import dev.thaw.model.head.Example;
import java.util.List;

/**
 * Examples in native memory: a row of {@code phi} each, and a column of what has a row for each
 * label. That way round the products are fastest, for labels are few. Freed with their manager.
 *
 * @param phi {@code [rows, columns]}
 * @param offset the model's logits divided by the temperature, {@code [labels, rows]}
 * @param targets wanted probabilities, {@code [labels, rows]}
 * @param weights {@code [1, rows]}
 */
record Part(NDArray phi, NDArray offset, NDArray targets, NDArray weights) {
  /** Examples that are to be recognised as their labels. */
  static Part labelled(
      NDManager manager, ResidualBasis basis, List<Example> examples, ClosedFormOptions options) {
    Rows rows = basis.rows(manager, examples.stream().map(Example::activation).toList());
    int size = examples.size();
    float[] hot = new float[basis.labels() * size];
    float[] weights = new float[size];
    for (int i = 0; i < size; i++) {
      hot[examples.get(i).label() * size + i] = 1;
      weights[i] = examples.get(i).weight();
    }
    return new Part(
        rows.phi(),
        rows.logits().transpose().div(options.temperature()),
        manager.create(hot, new Shape(basis.labels(), size)),
        manager.create(weights, new Shape(1, size)));
  }

  long rows() {
    return phi.getShape().get(0);
  }

  /** Lends the arrays, and what is computed from them, to {@code scratch} until that is closed. */
  void lend(NDManager scratch) {
    scratch.tempAttachAll(phi, offset, targets, weights);
  }
}
