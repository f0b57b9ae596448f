package dev.thaw.model;

import java.util.List;

/**
 * Labelled samples for one step of general training. Holds the arrays it is given: whoever makes it
 * must not change them until the step that uses it is over.
 */
public final class Batch {
  private final List<float[]> inputs;
  private final int[] labels;

  /**
   * A batch of {@code labels.length} samples.
   *
   * @param inputs one array per input tensor of the task: the samples' values one after the other,
   *     each in row-major order; for handwriting {@code [batch, 11, 28, 28]} and {@code [batch,
   *     20]}
   * @param labels places in the task's labels
   * @throws IllegalArgumentException if there is no sample, or an array's length is no multiple of
   *     the number of samples
   */
  public Batch(List<float[]> inputs, int[] labels) {
    this.inputs = List.copyOf(inputs);
    this.labels = labels;
    if (labels.length == 0) {
      throw new IllegalArgumentException("a batch has at least one sample");
    }
    for (float[] input : inputs) {
      if (input.length % labels.length != 0) {
        throw new IllegalArgumentException(
            input.length + " values do not divide among " + labels.length + " samples");
      }
    }
  }

  /** The number of samples. */
  public int size() {
    return labels.length;
  }

  List<float[]> inputs() {
    return inputs;
  }

  int[] labels() {
    return labels;
  }
}
