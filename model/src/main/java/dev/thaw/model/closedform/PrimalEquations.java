package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** One equation for each column: for many uploads. */
final class PrimalEquations implements Equations {
  private final Cholesky factor;

  /** Factorises. */
  PrimalEquations(NDManager manager, Part own, Optional<Anchor> anchor, float ridge) {
    NDArray gram = own.phi().mul(own.weights().transpose()).transpose().matMul(own.phi());
    int columns = (int) gram.getShape().get(0);
    this.factor =
        Cholesky.of(
            gram.addi(anchor.map(Anchor::gram).orElseGet(() -> manager.eye(columns).mul(ridge))));
  }

  @Override
  public NDArray solve(Looks looks) {
    NDArray right = right(looks.own());
    looks.general().ifPresent(look -> right.addi(right(look)));
    return factor.solve(right.transpose()).transpose();
  }

  private static NDArray right(Look look) {
    return look.error().mul(look.part().weights()).matMul(look.part().phi());
  }
}
