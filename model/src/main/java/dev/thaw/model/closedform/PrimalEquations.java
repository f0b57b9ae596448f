package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** One equation for each column: for more examples than columns. */
final class PrimalEquations implements Equations {
  private final Cholesky factor;

  /**
   * Factorises.
   *
   * @param gram {@code phi' D phi} of all parts together; changed
   */
  PrimalEquations(NDManager manager, NDArray gram, float ridge) {
    int columns = (int) gram.getShape().get(0);
    this.factor = Cholesky.of(gram.addi(manager.eye(columns).muli(ridge)));
  }

  @Override
  public NDArray solve(List<Look> looks) {
    NDArray right = right(looks.get(0));
    for (Look look : looks.subList(1, looks.size())) {
      right.addi(right(look));
    }
    return factor.solve(right);
  }

  private static NDArray right(Look look) {
    Part part = look.part();
    return part.phi().transpose().matMul(look.error().mul(part.weights()));
  }
}
