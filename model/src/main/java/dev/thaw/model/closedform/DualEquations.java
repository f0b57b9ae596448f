package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/**
 * One equation for each upload: for few uploads. With {@code A} for what does not depend on them,
 * the ridge and the Gram matrix of the general examples {@code g}, {@code e D phi (A + phi' D
 * phi)^-1 = e q} and {@code e_g D_g phi_g (A + phi' D phi)^-1 = x - x phi' q}, where {@code x = e_g
 * D_g phi_g A^-1} and {@code q = (phi A^-1 phi' + D^-1)^-1 phi A^-1} (Woodbury).
 */
final class DualEquations implements Equations {
  private final NDArray columns;
  private final NDArray q;
  private final Optional<Anchor> anchor;

  /** Factorises. */
  DualEquations(NDManager manager, Part own, Optional<Anchor> anchor, float ridge) {
    this.anchor = anchor;
    this.columns = own.phi().transpose();
    NDArray spread =
        anchor.map(each -> own.phi().matMul(each.inverse())).orElseGet(() -> own.phi().div(ridge));
    NDArray diagonal = manager.eye((int) own.rows()).div(own.weights());
    this.q = Cholesky.of(spread.matMul(columns).addi(diagonal)).solve(spread);
  }

  @Override
  public NDArray solve(Looks looks) {
    NDArray error = looks.own().error();
    Optional<NDArray> pull = anchor.flatMap(each -> each.pull(looks));
    return pull.map(x -> error.sub(x.matMul(columns)).matMul(q).add(x))
        .orElseGet(() -> error.matMul(q));
  }
}
