package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * One equation for each example: for fewer examples than columns. {@code (phi' D phi + r I)^-1 phi'
 * D = phi' (phi phi' + r D^-1)^-1}.
 */
final class DualEquations implements Equations {
  private final NDArray phi;
  private final Cholesky factor;

  DualEquations(NDManager manager, List<Part> parts, float ridge) {
    this.phi = below(parts.stream().map(Part::phi).toList());
    NDArray weights = below(parts.stream().map(Part::weights).toList());
    int rows = (int) phi.getShape().get(0);
    NDArray diagonal = manager.eye(rows).muli(ridge).div(weights);
    this.factor = Cholesky.of(phi.matMul(phi.transpose()).addi(diagonal));
  }

  @Override
  public NDArray solve(List<Look> looks) {
    NDArray error = below(looks.stream().map(Look::error).toList());
    return phi.transpose().matMul(factor.solve(error));
  }

  private static NDArray below(List<NDArray> parts) {
    return parts.size() == 1 ? parts.get(0) : NDArrays.concat(new NDList(parts), 0);
  }
}
