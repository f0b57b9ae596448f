package dev.thaw.model.closedform;

import java.util.Optional;

/**
 * How all examples of a fit are recognised with some weights.
 *
 * @param own of the uploads
 * @param general of the general examples, if there are any
 * @param first whether the weights are all zero still
 */
record Looks(Look own, Optional<Look> general, boolean first) {
  double loss() {
    return own.loss() + general.map(Look::loss).orElse(0.0);
  }
}
