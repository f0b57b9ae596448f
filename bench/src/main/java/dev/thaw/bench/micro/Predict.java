package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.kernels.Product;
import dev.thaw.bench.kernels.Scores;
import dev.thaw.edge.Prediction;
import dev.thaw.model.LayeredModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.runner.RunnerException;

/**
 * One prediction of a device, from the input to the probabilities: its identity, the cache, the
 * layers. Its limit is the products of the layers that run, at the rate of {@link
 * dev.thaw.bench.kernels.Product}: on a hit the head's, on a miss all layers'. A hit is also
 * compared with those products and one get of the activation from a plain RocksDB.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Predict {
  static List<KernelTime> measure(Jmh jmh, int entries) throws RunnerException {
    Scores micros =
        jmh.run(List.of(Predict.class, Product.class), Map.of("entries", List.of(entries)));
    double product = Product.OPERATIONS / micros.of("Product.product");
    double head = operations(Inputs.DEPTH) / product;
    double hit = micros.of("Predict.hit", Map.of("entries", entries));
    double get = micros.of("Predict.row");
    double miss = micros.of("Predict.miss");
    return List.of(
        new KernelTime("hit", hit, head, "matrix products"),
        new KernelTime("hit, with its get", hit, head + get, "get, products"),
        new KernelTime("miss", miss, operations(0) / product, "matrix products"));
  }

  /** Finds the activation and runs the head. */
  @Benchmark
  public Prediction hit(FamiliarDevice device) {
    return device.again();
  }

  /** Runs all layers and keeps the activation. */
  @Benchmark
  public Prediction miss(OfflineDevice device) {
    return device.anew();
  }

  /** Only reads the activation's row. */
  @Benchmark
  public byte[] row(StoredActivations rows) {
    return rows.next();
  }

  private static double operations(int from) {
    try (LayeredModel model = Inputs.BASE.model()) {
      return model.flops(from, model.layerCount());
    }
  }
}
