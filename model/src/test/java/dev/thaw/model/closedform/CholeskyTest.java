package dev.thaw.model.closedform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ModelException;
import dev.thaw.model.TorchRuntime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 128, 200, 640})
  void theSolutionSolvesTheEquations(int size) {
    try (NDManager manager = TorchRuntime.newManager()) {
      NDArray matrix = positive(manager, size);
      NDArray right = random(manager, 9, size, 3);

      NDArray solution = Cholesky.of(matrix).solve(right);

      float worst = matrix.matMul(solution).sub(right).abs().max().getFloat();
      assertThat(worst).isLessThan(2e-4f);
    }
  }

  @Test
  void aMatrixThatIsNotPositiveDefiniteIsRefused() {
    try (NDManager manager = TorchRuntime.newManager()) {
      NDArray matrix = positive(manager, 100);
      matrix.set(new ai.djl.ndarray.index.NDIndex(99, 99), -1f);
      assertThatThrownBy(() -> Cholesky.of(matrix)).isInstanceOf(ModelException.class);
      matrix.set(new ai.djl.ndarray.index.NDIndex(99, 99), Float.NaN);
      assertThatThrownBy(() -> Cholesky.of(matrix)).isInstanceOf(ModelException.class);
      matrix.set(new ai.djl.ndarray.index.NDIndex(99, 99), Float.POSITIVE_INFINITY);
      assertThatThrownBy(() -> Cholesky.of(matrix)).isInstanceOf(ModelException.class);
    }
  }

  /** A sum of outer products, with eigenvalues from 1 up. */
  private static NDArray positive(NDManager manager, int size) {
    NDArray rows = random(manager, 8, 2 * size, size).div((float) Math.sqrt(size));
    return rows.transpose().matMul(rows).add(manager.eye(size));
  }

  private static NDArray random(NDManager manager, long seed, int rows, int columns) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(rows, columns));
  }
}
