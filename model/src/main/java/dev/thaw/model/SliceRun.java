package dev.thaw.model;

import ai.djl.ndarray.NDList;
import java.util.Optional;

/**
 * One pass through a slice of layers: holds the activation that goes from one to the next and, if a
 * {@link Residual} ends the slice, what that reads on the way. Not thread-safe; used once.
 */
final class SliceRun {
  /** How a layer's values are applied. */
  interface Step {
    NDList apply(NDList inputs);
  }

  private final Optional<Residual> residual;
  private final NDList read = new NDList();
  private NDList activation;
  private int cut;

  /**
   * A run that begins at {@code cut}.
   *
   * @param residual the layer that ends the slice, if it is one
   */
  SliceRun(Optional<Residual> residual, int cut, NDList activation) {
    this.residual = residual;
    this.cut = cut;
    this.activation = activation;
  }

  /** Runs the next layer. */
  void through(Layer layer, Step step) {
    if (layer instanceof Residual) {
      read.add(activation.singletonOrThrow());
      activation = step.apply(read);
    } else {
      if (residual.isPresent() && residual.get().reads(cut)) {
        read.add(activation.singletonOrThrow());
      }
      activation = step.apply(activation);
    }
    cut++;
  }

  NDList activation() {
    return activation;
  }

  /** What was read so far for the residual layer. */
  NDList read() {
    return read;
  }
}
