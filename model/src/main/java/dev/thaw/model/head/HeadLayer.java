package dev.thaw.model.head;

import ai.djl.ndarray.NDList;
import dev.thaw.model.DenseForm;
import java.util.Arrays;
import java.util.Optional;

/**
 * The values of one layer of one head in training. What the layer does to the product with its
 * matrix is {@code product * factor + shift}, for each of its outputs. Not thread-safe.
 */
final class HeadLayer {
  private final NDList parameters;
  private final AnchoredValues matrix;
  private final AnchoredValues bias;
  private final Optional<AnchoredValues> gain;
  private final float[] mean;
  private final float[] inverseDeviation;

  /**
   * The present values of {@code parameters}.
   *
   * @param scale what gradients are multiplied by
   * @param l2 strength of the pull
   */
  HeadLayer(DenseForm form, NDList parameters, float scale, float l2) {
    this.parameters = parameters;
    this.matrix = anchored(0, scale, l2);
    if (form instanceof DenseForm.NormalisedRelu normalised) {
      this.gain = Optional.of(anchored(1, scale, l2));
      this.bias = anchored(2, scale, l2);
      this.mean = parameters.get(3).toFloatArray();
      this.inverseDeviation =
          inverseDeviation(parameters.get(4).toFloatArray(), normalised.epsilon());
    } else {
      this.gain = Optional.empty();
      this.bias = anchored(1, scale, l2);
      this.mean = new float[bias.value().length];
      this.inverseDeviation = new float[mean.length];
      Arrays.fill(inverseDeviation, 1);
    }
  }

  float[] matrix() {
    return matrix.value();
  }

  /** Writes factor and shift of each output. */
  void affine(float[] factor, float[] shift) {
    System.arraycopy(inverseDeviation, 0, factor, 0, factor.length);
    gain.ifPresent(g -> multiply(factor, g.value()));
    for (int i = 0; i < factor.length; i++) {
      shift[i] = bias.value()[i] - mean[i] * factor[i];
    }
  }

  /**
   * Takes one step.
   *
   * @param ofMatrix gradient of the matrix
   * @param ofShift gradient of the shift
   * @param ofFactor gradient of the factor while the shift is held; overwritten
   */
  void step(float[] ofMatrix, float[] ofShift, float[] ofFactor, float rate) {
    gain.ifPresent(g -> g.step(ofGain(ofShift, ofFactor), rate));
    matrix.step(ofMatrix, rate);
    bias.step(ofShift, rate);
  }

  boolean isFinite() {
    return matrix.isFinite() && bias.isFinite() && gain.map(AnchoredValues::isFinite).orElse(true);
  }

  /** Puts the present values where they were read from. */
  void writeBack() {
    AnchoredAdam.view(parameters.get(0)).put(0, matrix.value());
    gain.ifPresent(g -> AnchoredAdam.view(parameters.get(1)).put(0, g.value()));
    AnchoredAdam.view(parameters.get(gain.isPresent() ? 2 : 1)).put(0, bias.value());
  }

  private AnchoredValues anchored(int parameter, float scale, float l2) {
    return new AnchoredValues(parameters.get(parameter).toFloatArray(), scale, l2);
  }

  /** A gain scales what is left after the mean was taken off, so it moves the shift as well. */
  private float[] ofGain(float[] ofShift, float[] ofFactor) {
    for (int i = 0; i < ofFactor.length; i++) {
      ofFactor[i] = inverseDeviation[i] * (ofFactor[i] - mean[i] * ofShift[i]);
    }
    return ofFactor;
  }

  private static void multiply(float[] values, float[] by) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= by[i];
    }
  }

  private static float[] inverseDeviation(float[] variance, float epsilon) {
    float[] inverse = new float[variance.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) (1 / Math.sqrt(variance[i] + epsilon));
    }
    return inverse;
  }
}
