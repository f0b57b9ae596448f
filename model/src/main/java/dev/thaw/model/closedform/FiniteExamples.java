package dev.thaw.model.closedform;

import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Tensor;
import java.util.List;

/** Tells examples that nothing can be fitted to. Stateless. */
final class FiniteExamples {
  private FiniteExamples() {}

  /**
   * Checks every value.
   *
   * @throws ModelException that says which example has one that is NaN or infinite
   */
  static void require(List<Example> examples) {
    for (int i = 0; i < examples.size(); i++) {
      if (!examples.get(i).activation().stream().allMatch(Tensor::isFinite)) {
        throw new ModelException(
            "head",
            "example %d of %d, of label %d, has a value that is not finite"
                .formatted(i + 1, examples.size(), examples.get(i).label()));
      }
    }
  }
}
