package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ModelException;

/** The factor of a small symmetric matrix, and its inverse, in double precision. Immutable. */
final class DiagonalBlock {
  private final int size;
  private final double[] factor;
  private final double[] inverse;

  private DiagonalBlock(int size, double[] factor, double[] inverse) {
    this.size = size;
    this.factor = factor;
    this.inverse = inverse;
  }

  /**
   * Factorises.
   *
   * @param values {@code size * size}, row by row
   * @throws ModelException if the matrix is not positive definite
   */
  static DiagonalBlock of(float[] values, int size) {
    double[] factor = new double[size * size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        double rest = values[row * size + column] - dot(factor, row * size, column * size, column);
        factor[row * size + column] =
            row == column ? root(rest) : rest / factor[column * size + column];
      }
    }
    return new DiagonalBlock(size, factor, inverted(factor, size));
  }

  /** The lower triangular factor {@code [size, size]}. */
  NDArray factor(NDManager target) {
    return array(target, factor);
  }

  /** Its inverse {@code [size, size]}. */
  NDArray inverse(NDManager target) {
    return array(target, inverse);
  }

  /** Column by column: the rows of the transposed inverse lie one behind the other. */
  private static double[] inverted(double[] factor, int size) {
    double[] transposed = new double[size * size];
    for (int column = 0; column < size; column++) {
      int at = column * size;
      transposed[at + column] = 1 / factor[column * size + column];
      for (int row = column + 1; row < size; row++) {
        double sum = 0;
        for (int k = column; k < row; k++) {
          sum += factor[row * size + k] * transposed[at + k];
        }
        transposed[at + row] = -sum / factor[row * size + row];
      }
    }
    double[] inverse = new double[size * size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        inverse[row * size + column] = transposed[column * size + row];
      }
    }
    return inverse;
  }

  private static double dot(double[] values, int a, int b, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += values[a + i] * values[b + i];
    }
    return sum;
  }

  private static double root(double pivot) {
    if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
      throw new ModelException("head", "its equations cannot be solved: pivot " + pivot);
    }
    return Math.sqrt(pivot);
  }

  private NDArray array(NDManager target, double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return target.create(floats, new Shape(size, size));
  }
}
