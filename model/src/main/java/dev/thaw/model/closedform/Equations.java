package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A ridge regression {@code (phi' D phi + r I) w = phi' D e}, factorised once and solved for
 * several errors. Not thread-safe; freed with the manager that it was made with.
 */
interface Equations {
  /**
   * Solves them.
   *
   * @param looks the parts that the equations are of, in their order, with the errors {@code e}
   * @return {@code [columns, labels]}
   */
  NDArray solve(List<Look> looks);
}
