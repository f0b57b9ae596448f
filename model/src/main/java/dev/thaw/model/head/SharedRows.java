package dev.thaw.model.head;

import dev.thaw.protocol.Tensor;
import java.util.IdentityHashMap;

/**
 * Activations as arrays, so that heads that share examples, as general ones are, share their rows
 * in the cache as well. Remembers the rows of two heads and no more. Not thread-safe.
 */
final class SharedRows {
  private IdentityHashMap<Tensor, float[]> previous = new IdentityHashMap<>();
  private IdentityHashMap<Tensor, float[]> present = new IdentityHashMap<>();

  /** From here on, rows are those of another head. */
  void nextHead() {
    previous = present;
    present = new IdentityHashMap<>();
  }

  /** The values of {@code activation}; not to be written. */
  float[] row(Tensor activation) {
    return present.computeIfAbsent(activation, this::remembered);
  }

  private float[] remembered(Tensor activation) {
    float[] row = previous.get(activation);
    return row == null ? activation.toFloats() : row;
  }
}
