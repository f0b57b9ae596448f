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
 * Batches of {@value Uploads#SIZE} int8 features through one WebSocket until the cloud has
 * acknowledged them, which it does once they would survive a loss of power. The frames are made
 * beforehand. Its limit is one synced write of the same rows to a RocksDB on the same disk: the
 * group commit that the cloud makes of what arrives together, at best.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Ingest {
  private static final List<Integer> IN_FLIGHT = List.of(1, 8);

  /** Times are of one batch. */
  static List<KernelTime> measure(Jmh jmh) throws RunnerException {
    Scores micros = jmh.run(List.of(Ingest.class), Map.of("inFlight", IN_FLIGHT));
    return IN_FLIGHT.stream().map(batches -> time(micros, batches)).toList();
  }

  private static KernelTime time(Scores micros, int batches) {
    Map<String, Integer> inFlight = Map.of("inFlight", batches);
    return new KernelTime(
        "batch of 32, %d in flight".formatted(batches),
        micros.of("Ingest.ingest", inFlight) / batches,
        micros.of("Ingest.commit", inFlight) / batches,
        "synced commit");
  }

  /** Sends and waits. */
  @Benchmark
  public long ingest(IngestingCloud cloud) {
    return cloud.ingest();
  }

  /** Only writes. */
  @Benchmark
  public long commit(GroupCommit database) {
    return database.commit();
  }
}
