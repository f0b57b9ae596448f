package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.TorchRuntime;
import java.util.Random;

/**
 * A matrix to try the factorisation on that heads are fitted with, for measurements. Not
 * thread-safe; the creator closes it.
 */
public final class CholeskyTrial implements AutoCloseable {
  private final NDManager manager = TorchRuntime.newManager();
  private final NDArray matrix;

  /** A random positive definite matrix {@code [size, size]}. */
  public CholeskyTrial(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(size));
    }
    NDArray rows = manager.create(values, new Shape(size, size));
    this.matrix = rows.transpose().matMul(rows).add(manager.eye(size));
  }

  /** Factorises it, and forgets the factor. */
  public void factorise() {
    try (NDManager scratch = manager.newSubManager()) {
      scratch.tempAttachAll(matrix);
      Cholesky.of(matrix);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
