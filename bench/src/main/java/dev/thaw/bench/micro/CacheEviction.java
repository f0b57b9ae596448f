package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.kernels.Scores;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.runner.RunnerException;

/**
 * All activations of one prefix out of a device's cache at once, as when other frozen layers are
 * installed: one range delete, each sample taken out of the index, the disk space given back. Its
 * limit is the same range delete and the same giving back in a RocksDB with the same rows.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CacheEviction {
  static List<KernelTime> measure(Jmh jmh, int count) throws RunnerException {
    Map<String, Integer> entries = Map.of("entries", count);
    Scores micros = jmh.run(List.of(CacheEviction.class), Map.of("entries", List.of(count)));
    return List.of(
        new KernelTime(
            "%d entries".formatted(count),
            micros.of("CacheEviction.evict", entries),
            micros.of("CacheEviction.range", entries),
            "range delete"));
  }

  /** Evicts. */
  @Benchmark
  public int evict(CacheCopy cache) {
    return cache.evict();
  }

  /** Only deletes the range. */
  @Benchmark
  public void range(RowsCopy rows) {
    rows.drop();
  }
}
