package dev.thaw.model.closedform;

import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Tensor;
import java.util.List;

/** Tells examples that nothing can be fitted to. Stateless. */
final class FiniteExamples {
  private FiniteExamples() {}

  /**
   * Checks every value of one.
   *
   * @throws ModelException if one is NaN or infinite
   */
  static void require(Example example) {
    if (!isFinite(example)) {
      throw new ModelException(
          "head", "an example of label " + example.label() + " has a value that is not finite");
    }
  }

  /**
   * Checks every value.
   *
   * @throws ModelException that says which example has one that is NaN or infinite
   */
  static void require(List<Example> examples) {
    for (int i = 0; i < examples.size(); i++) {
      if (!isFinite(examples.get(i))) {
        throw new ModelException(
            "head",
            "example %d of %d, of label %d, has a value that is not finite"
                .formatted(i + 1, examples.size(), examples.get(i).label()));
      }
    }
  }

  private static boolean isFinite(Example example) {
    return example.activation().stream().allMatch(Tensor::isFinite);
  }
}
