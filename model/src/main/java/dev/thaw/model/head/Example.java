package dev.thaw.model.head;

import dev.thaw.protocol.Tensor;
import java.util.List;

/**
 * One activation at the freeze point with the label that a person gave. Immutable.
 *
 * @param activation the tensors at the cut where training starts; fp16 and int8 are dequantised
 * @param label index of the label in the task's order
 * @param weight how much it counts beside the others: 1 for an upload, less for replayed general
 *     features; 0 is the same as absent
 */
public record Example(List<Tensor> activation, int label, float weight) {
  public Example {
    activation = List.copyOf(activation);
    if (label < 0) {
      throw new IllegalArgumentException("not a label index: " + label);
    }
    if (!(weight >= 0) || weight == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("not a weight: " + weight);
    }
  }
}
