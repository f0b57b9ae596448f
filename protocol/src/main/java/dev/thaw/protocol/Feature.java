package dev.thaw.protocol;

import java.time.Instant;

/**
 * What is uploaded and trained on: an activation and the label a person gave for it. Immutable.
 *
 * @param label the label's place in the task's labels
 * @param annotatedAt when the person gave it; kept in whole milliseconds
 */
public record Feature(Activation activation, int label, Instant annotatedAt) {
  public Feature {
    annotatedAt = Times.require("annotation", annotatedAt);
    if (label < 0 || label >= TaskSpec.MAX_LABELS) {
      throw new IllegalArgumentException("not a label index: " + label);
    }
  }

  /** The sample that was annotated. */
  public SampleId sample() {
    return activation.sample();
  }
}
