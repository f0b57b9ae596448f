package dev.thaw.protocol;

import java.util.Arrays;

/**
 * The extents of a tensor, without a batch dimension. Immutable; at most {@value #MAX_RANK}
 * dimensions and {@value #MAX_ELEMENTS} elements.
 */
public final class Shape {
  /** The most dimensions a shape may have. */
  public static final int MAX_RANK = 6;

  /** The most elements a shape may have. */
  public static final int MAX_ELEMENTS = 1 << 26;

  private final int[] extents;
  private final int elements;

  private Shape(int[] extents, int elements) {
    this.extents = extents;
    this.elements = elements;
  }

  /**
   * A shape of the given extents.
   *
   * @throws IllegalArgumentException if there are too many of them, one is not positive, or the
   *     product is too large
   */
  public static Shape of(int... extents) {
    if (extents.length > MAX_RANK) {
      throw new IllegalArgumentException("a shape has at most 6 extents, not " + extents.length);
    }
    long elements = 1;
    for (int extent : extents) {
      if (extent <= 0) {
        throw new IllegalArgumentException("not a shape: " + Arrays.toString(extents));
      }
      elements *= extent;
      if (elements > MAX_ELEMENTS) {
        throw new IllegalArgumentException("shape too large: " + Arrays.toString(extents));
      }
    }
    return new Shape(extents.clone(), (int) elements);
  }

  /** The number of dimensions. */
  public int rank() {
    return extents.length;
  }

  /** The extent of dimension {@code axis}. */
  public int extent(int axis) {
    return extents[axis];
  }

  /** A copy of the extents. */
  public int[] extents() {
    return extents.clone();
  }

  /** The number of elements; 1 for a scalar. */
  public int elements() {
    return elements;
  }

  /**
   * The number of channels that int8 scales are kept for: the first extent of a tensor of two or
   * more dimensions, 1 for a vector or a scalar.
   */
  public int channels() {
    return extents.length < 2 ? 1 : extents[0];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(extents, that.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
