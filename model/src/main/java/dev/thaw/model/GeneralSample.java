package dev.thaw.model;

import dev.thaw.protocol.Tensor;
import java.util.List;

/**
 * A labelled input of the general data that goes with a base model, so that features of it can be
 * made at any depth. Immutable.
 *
 * @param label the label's place in the task's labels
 * @param inputs the input tensors, in any dtype
 */
public record GeneralSample(int label, List<Tensor> inputs) {
  public GeneralSample {
    inputs = List.copyOf(inputs);
    if (label < 0) {
      throw new IllegalArgumentException("not a label index: " + label);
    }
  }
}
