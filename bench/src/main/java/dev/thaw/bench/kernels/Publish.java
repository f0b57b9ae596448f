package dev.thaw.bench.kernels;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.LayerEntries;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Release;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope.OfDevice;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One head from its bytes to a signed manifest that survives a loss of power: digests, layers,
 * signature, commit. Its limit is one synced write of as many bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Publish {
  /** A residual layer of 62 labels and 640 columns at int8. */
  private static final int BYTES = 62 * 640 + 400;

  private final TemporaryDirectory directory = TemporaryDirectory.create("thaw-kernels");
  private final CloudDatabase database = CloudDatabase.open(directory.path().resolve("db"));
  private final ModelRegistry registry =
      ModelRegistry.open(
          database,
          SigningKey.openOrCreate(directory.path().resolve("key"), new SecureRandom()),
          Clock.systemUTC());
  private final byte[] layer = new byte[BYTES];
  private final List<byte[]> unchanged;
  private int published;

  /** A registry that has one task, and a layer of noise. */
  public Publish() {
    new Random(1).nextBytes(layer);
    registry.install(Inputs.BASE);
    Backbone backbone = registry.backbone(Inputs.BASE.task().name());
    this.unchanged = backbone.model().layerBytesFrom(backbone.depth());
  }

  /** Publishes. */
  @Benchmark
  public Release publish() {
    Backbone backbone = registry.backbone(Inputs.BASE.task().name());
    List<byte[]> head = Stream.concat(unchanged.stream(), Stream.of(next())).toList();
    registry.store(head);
    List<LayerEntry> whole = registry.global(backbone.task().name()).manifest().layers();
    Changes changes = database.changes();
    Candidate candidate =
        new Candidate(
            new OfDevice("pen-" + published % 1_000),
            backbone.freeze(),
            LayerEntries.withHead(whole, backbone.depth(), head),
            Map.of(),
            new Verdict.Published("measured"));
    Release release = registry.add(changes, backbone.task(), candidate, published);
    changes.commit();
    return release;
  }

  /** Only writes. */
  @Benchmark
  public byte[] write() {
    byte[] bytes = next();
    Changes changes = database.changes();
    changes.put(Column.RUNS, ByteBuffer.allocate(Integer.BYTES).putInt(published).array(), bytes);
    changes.commit();
    return bytes;
  }

  /** Other bytes each time, or nothing would be written. */
  private byte[] next() {
    byte[] bytes = layer.clone();
    ByteBuffer.wrap(bytes).putInt(published++);
    return bytes;
  }

  /** Removes the registry. */
  @TearDown
  public void close() {
    registry.close();
    database.close();
    directory.close();
  }
}
