package dev.thaw.bench.kernels;

import dev.thaw.model.closedform.CholeskyTrial;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One Cholesky factor of a matrix as large as a head at the default depth has columns. Its limit is
 * its operations at the rate of {@link Product}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Factor {
  static final int SIZE = 640;
  static final double OPERATIONS = (double) SIZE * SIZE * SIZE / 3;

  private final CholeskyTrial trial = new CholeskyTrial(SIZE, 1);

  /** Factorises. */
  @Benchmark
  public void factor() {
    trial.factorise();
  }

  /** Frees the matrix. */
  @TearDown
  public void close() {
    trial.close();
  }
}
