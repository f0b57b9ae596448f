package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;

/**
 * A ridge regression {@code w (phi' D phi + r I) = e D phi} over uploads and general examples, made
 * ready once and solved for several errors. Not thread-safe; freed with the manager that it was
 * made with.
 */
interface Equations {
  /**
   * Solves them.
   *
   * @param looks what has the errors {@code e}
   * @return {@code [labels, columns]}
   */
  NDArray solve(Looks looks);
}
