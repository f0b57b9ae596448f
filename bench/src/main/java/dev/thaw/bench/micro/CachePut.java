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
 * The activation of a new sample into a device's cache that is full, so that another one goes for
 * it. Nobody waits for the disk: what is recomputable need not survive a loss of power. Its limit
 * is one put of as many bytes, not synced either, over a row of a RocksDB that has as many.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CachePut {
  static List<KernelTime> measure(Jmh jmh, int count) throws RunnerException {
    Map<String, Integer> entries = Map.of("entries", count);
    Scores micros = jmh.run(List.of(CachePut.class), Map.of("entries", List.of(count)));
    return List.of(
        new KernelTime(
            "%d entries".formatted(count),
            micros.of("CachePut.put", entries),
            micros.of("CachePut.row", entries),
            "RocksDB put"));
  }

  /** Puts. */
  @Benchmark
  public boolean put(FilledCache cache) {
    return cache.put();
  }

  /** Only writes a row. */
  @Benchmark
  public void row(FilledRows rows) {
    rows.put();
  }
}
