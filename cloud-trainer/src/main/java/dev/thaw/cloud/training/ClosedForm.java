package dev.thaw.cloud.training;

import dev.thaw.model.closedform.ClosedFormOptions;

/**
 * How heads are fitted in closed form. Immutable.
 *
 * @param replay general features that are to stay recognised as they are
 */
public record ClosedForm(ClosedFormOptions options, Replay replay) {
  /** Chosen on development writers, see docs/learning.md. */
  public static ClosedForm defaults() {
    return new ClosedForm(ClosedFormOptions.defaults(), new Replay(20, 0.25f, 0.25f));
  }
}
