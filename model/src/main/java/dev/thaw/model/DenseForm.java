package dev.thaw.model;

/**
 * How a layer computes when it is one matrix product and little else, on one vector: enough to
 * write its gradient down, and so to train many such layers of equal shape as one. The first
 * parameter is always the matrix, {@code [out, in]}. Immutable.
 */
public sealed interface DenseForm {
  /** The product and a bias; parameters: matrix, bias. */
  record Biased() implements DenseForm {}

  /**
   * The product, normalised with stored statistics, and ReLU; parameters: matrix, gain, bias,
   * running mean, running variance.
   *
   * @param epsilon added to the variance
   */
  record NormalisedRelu(float epsilon) implements DenseForm {}
}
