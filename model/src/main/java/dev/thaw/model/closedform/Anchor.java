package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/**
 * A {@link Reference} on loan to one fit: arrays of its manager that read the reference's memory.
 * None of them may be changed.
 *
 * @param gram {@code phi' D phi + r I}, {@code [columns, columns]}
 * @param inverse of {@code gram}
 * @param pulls {@code D phi} times {@code inverse}, {@code [rows, columns]}
 * @param first how the part is recognised before the first step
 * @param firstPull what {@link #pull} gives for that
 */
record Anchor(
    Part part, NDArray gram, NDArray inverse, NDArray pulls, Look first, NDArray firstPull) {
  /** What the equations would give if there were no uploads, {@code [labels, columns]}. */
  Optional<NDArray> pull(Looks looks) {
    return looks.first()
        ? Optional.of(firstPull)
        : looks.general().map(look -> look.error().matMul(pulls));
  }

  /** As {@link Part#lend}. */
  void lend(NDManager scratch) {
    part.lend(scratch);
    scratch.tempAttachAll(gram, inverse, pulls, first.error(), firstPull);
  }
}
