package dev.thaw.model;

import dev.thaw.protocol.Shape;

/**
 * Name, shape and role of one fp32 parameter of a layer. Immutable.
 *
 * @param name unique within its layer
 */
public record ParameterSpec(String name, Shape shape, Role role) {
  /** What a parameter is for: decides its initial value and whether it is trained or decayed. */
  public enum Role {
    /** Weights of a product or convolution, output first: He-normal by fan-in, trained, decayed. */
    MATRIX,
    /** Scale of a normalisation: ones, trained, not decayed. */
    GAIN,
    /** Added constant: zeros, trained, not decayed. */
    BIAS,
    /** Running mean of a normalisation: zeros, not trained. */
    RUNNING_MEAN,
    /** Running variance of a normalisation: ones, not trained. */
    RUNNING_VARIANCE,
    /** Says how the layer is built: never initialised, not trained. */
    FIXED;

    /** Whether gradients are taken of parameters in this role. */
    public boolean trained() {
      return this == MATRIX || this == GAIN || this == BIAS;
    }

    /** Whether weight decay applies to parameters in this role. */
    public boolean decayed() {
      return this == MATRIX;
    }
  }

  public ParameterSpec {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a parameter has a name");
    }
  }

  /** A {@link Role#MATRIX} parameter. */
  public static ParameterSpec matrix(String name, int... extents) {
    return new ParameterSpec(name, Shape.of(extents), Role.MATRIX);
  }

  /** A {@link Role#FIXED} parameter. */
  static ParameterSpec fixed(String name, int... extents) {
    return new ParameterSpec(name, Shape.of(extents), Role.FIXED);
  }

  /** A {@link Role#BIAS} parameter of {@code size} values. */
  public static ParameterSpec bias(String name, int size) {
    return new ParameterSpec(name, Shape.of(size), Role.BIAS);
  }
}
