package dev.thaw.demo.mnist;

import dev.thaw.protocol.Tensor;

/**
 * One image of a digit. Immutable.
 *
 * @param image fp32 {@code [1, 28, 28]}, ink 1 on paper 0
 * @param label 0 to 9
 */
public record GreyDigit(Tensor image, int label) {
  /** Refuses what is no digit. */
  public GreyDigit {
    if (label < 0 || label > 9) {
      throw new IllegalArgumentException("not a digit: " + label);
    }
  }
}
