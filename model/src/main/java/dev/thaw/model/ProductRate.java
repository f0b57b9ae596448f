package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * What the engine reaches in products of large matrices, which no training or forward pass that is
 * made of smaller ones can exceed. Stateless.
 */
public final class ProductRate {
  private ProductRate() {}

  /**
   * Multiplies two square matrices {@code runs} times. Blocks.
   *
   * @return the floating-point operations done, two for each multiplication and addition
   * @throws IllegalArgumentException if a number is not positive
   */
  public static double multiply(int size, int runs) {
    if (size < 1 || runs < 1) {
      throw new IllegalArgumentException("not a product: " + runs + " times " + size);
    }
    try (NDManager manager = TorchRuntime.newManager()) {
      NDArray matrix = manager.ones(new Shape(size, size), DataType.FLOAT32);
      for (int run = 0; run < runs; run++) {
        matrix.matMul(matrix).close();
      }
    }
    return 2.0 * size * size * size * runs;
  }
}
