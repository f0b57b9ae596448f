package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.kernels.Scores;
import dev.thaw.protocol.Activation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.runner.RunnerException;

/**
 * One activation out of a device's cache: found in the index, its use noted, read, checked,
 * decoded. All are equally likely, and about a quarter of them are on the heap. Its limit is one
 * get of as many bytes from a RocksDB with the same rows and the same memory; the hot quarter,
 * which needs none, may take it beyond that.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CacheGet {
  static List<KernelTime> measure(Jmh jmh, int count) throws RunnerException {
    Map<String, Integer> entries = Map.of("entries", count);
    Scores micros = jmh.run(List.of(CacheGet.class), Map.of("entries", List.of(count)));
    return List.of(
        new KernelTime(
            "%d entries".formatted(count),
            micros.of("CacheGet.get", entries),
            micros.of("CacheGet.row", entries),
            "RocksDB get"));
  }

  /** Gets. */
  @Benchmark
  public Activation get(FilledCache cache) {
    return cache.any();
  }

  /** Only reads the row. */
  @Benchmark
  public byte[] row(FilledRows rows) {
    return rows.any();
  }
}
