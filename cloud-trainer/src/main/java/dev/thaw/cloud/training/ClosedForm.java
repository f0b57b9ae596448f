package dev.thaw.cloud.training;

import dev.thaw.model.closedform.ClosedFormOptions;

/**
 * How heads are fitted in closed form. Immutable.
 *
 * @param replay general features that are to stay recognised as they are
 * @param minSamples uploaded features below which no head is made
 */
public record ClosedForm(ClosedFormOptions options, Replay replay, int minSamples) {
  public ClosedForm {
    if (minSamples < 1) {
      throw new IllegalArgumentException("not a least number of samples: " + minSamples);
    }
  }

  /** Chosen on development writers, see docs/learning.md. */
  public static ClosedForm defaults() {
    return new ClosedForm(ClosedFormOptions.defaults(), new Replay(20, 0.25f, 0.25f), 8);
  }

  /** The same with another least number of samples. */
  public ClosedForm withMinSamples(int other) {
    return new ClosedForm(options, replay, other);
  }
}
