package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.cache.CacheLimits;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.DType;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A cloud in another process, a relay that counts, and devices of this process behind it. Used by
 * one thread; the creator closes it.
 */
final class CloudSetup implements AutoCloseable {
  static final BaseModel BASE = BundledModel.handwriting();

  private static final long MIB = 1L << 20;

  private final Path directory;
  private final CloudChild cloud;
  private final Tap tap;
  private final Vertx vertx = Vertx.vertx();

  CloudSetup(Path directory) {
    this.directory = directory;
    this.cloud = CloudChild.start(directory.resolve("cloud"));
    this.tap = new Tap(cloud.port());
  }

  CloudChild cloud() {
    return cloud;
  }

  Tap tap() {
    return tap;
  }

  /** That person's device. */
  Device device(Person person, int depth, DType dtype, long seed) {
    EdgeConfig usual =
        EdgeConfig.of(
            BASE.task().name(), tap.uri(), directory.resolve("devices").resolve(person.name()));
    EdgeConfig config =
        usual
            .withBase(BASE)
            .withBundledDepth(depth)
            .withDeviceId(person.name())
            .withCloudKey(cloud.key())
            .withCache(new CacheLimits(128 * MIB, 8 * MIB, 2))
            .withGate(Gate.open())
            .withUpload(
                usual
                    .upload()
                    .withDtype(dtype)
                    .withFlush(Integer.MAX_VALUE, Duration.ofHours(1))
                    .withAllowRaw(depth == 0))
            .withSeed(seed);
    return new Device(person, EdgeRuntime.open(config, vertx));
  }

  @Override
  public void close() {
    tap.close();
    cloud.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
