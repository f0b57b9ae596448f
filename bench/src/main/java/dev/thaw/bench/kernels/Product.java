package dev.thaw.bench.kernels;

import dev.thaw.model.ProductRate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** One product of two 1024 x 1024 matrices: the limit of everything that is made of products. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Product {
  /** Floating-point operations of one, two for each multiplication and addition. */
  public static final double OPERATIONS = 2.0 * 1_024 * 1_024 * 1_024;

  private static final int SIZE = 1_024;

  /** Multiplies. */
  @Benchmark
  public double product() {
    return ProductRate.multiply(SIZE, 1);
  }
}
