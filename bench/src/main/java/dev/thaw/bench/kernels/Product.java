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
  static final int SIZE = 1_024;
  static final double OPERATIONS = 2.0 * SIZE * SIZE * SIZE;

  /** Multiplies. */
  @Benchmark
  public double product() {
    return ProductRate.multiply(SIZE, 1);
  }
}
