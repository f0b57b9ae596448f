package dev.thaw.model.closedform;

import dev.thaw.model.Taught;

/**
 * How a residual layer is fitted. Immutable.
 *
 * @param temperature what the model's logits are divided by: above 1 it undoes their
 *     over-confidence (Guo et al., 2017)
 * @param steps how often the ridge regression is solved for what the model still gets wrong
 * @param stepFactor what each solution is multiplied by. The curvature of the loss is at most half
 *     of what the equations say, so 2 never goes too far and more gets there in fewer steps; a step
 *     that makes the loss grow is taken back by half, and so are those after it
 * @param ridge the pull of all weights to zero, in weights of examples
 * @param packed whether the weights are published as int8, with one scale for each label
 * @param share how much of what the head changes between labels that were uploaded and those that
 *     were not counts, see {@link Taught}
 * @param fullFrom from how many uploads on the head counts in full; with fewer, what it adds is
 *     multiplied by their share of this, for what a few samples tell of a hand is mostly chance
 */
public record ClosedFormOptions(
    float temperature,
    int steps,
    float stepFactor,
    float ridge,
    boolean packed,
    float share,
    int fullFrom) {
  public ClosedFormOptions {
    require(temperature > 0 && temperature < Float.POSITIVE_INFINITY, "temperature", temperature);
    require(steps > 0, "steps", steps);
    require(stepFactor > 0 && stepFactor < Float.POSITIVE_INFINITY, "stepFactor", stepFactor);
    require(ridge > 0 && ridge < Float.POSITIVE_INFINITY, "ridge", ridge);
    require(share >= 0 && share <= 1, "share", share);
    require(fullFrom > 0, "fullFrom", fullFrom);
  }

  /** What docs/learning.md chose on development writers. */
  public static ClosedFormOptions defaults() {
    return new ClosedFormOptions(2, 5, 6, 1, true, 0.4f, 32);
  }

  /** These options with or without int8 weights. */
  public ClosedFormOptions withPacked(boolean other) {
    return new ClosedFormOptions(temperature, steps, stepFactor, ridge, other, share, fullFrom);
  }

  /** What is multiplied with the weights that so many uploads give. */
  float trust(long uploads) {
    return Math.min(1, uploads / (float) fullFrom);
  }

  private static void require(boolean condition, String name, Number value) {
    if (!condition) {
      throw new IllegalArgumentException("not a value for " + name + ": " + value);
    }
  }
}
