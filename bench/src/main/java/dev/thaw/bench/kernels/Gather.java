package dev.thaw.bench.kernels;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.storage.Column;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The {@value #FEATURES} features of a scope, from RocksDB to what a trainer takes. Its limit is
 * reading the same rows without looking at them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Gather {
  static final int FEATURES = 100;

  private final StoredScope stored = new StoredScope(FEATURES);
  private final String task = stored.backbone().task().name();

  /** Reads, checks and decodes. */
  @Benchmark
  public List<Example> gather() {
    List<Example> examples = new ArrayList<>();
    stored
        .log()
        .read(
            task,
            StoredScope.DEVICE,
            Generation.of(stored.backbone()),
            each -> {
              Feature feature = each.feature();
              return examples.add(new Example(feature.activation().tensors(), feature.label(), 1));
            });
    return examples;
  }

  /** Only reads. */
  @Benchmark
  public long rows() {
    long[] bytes = {0};
    stored
        .database()
        .scan(
            Column.FEATURES,
            new byte[0],
            (key, value) -> {
              bytes[0] += value.length;
              return true;
            });
    return bytes[0];
  }

  /** Removes the database. */
  @TearDown
  public void close() {
    stored.close();
  }
}
