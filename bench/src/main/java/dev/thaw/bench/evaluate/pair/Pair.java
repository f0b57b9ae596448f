package dev.thaw.bench.evaluate.pair;

import dev.thaw.bench.Waiting;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.cache.CacheLimits;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.edge.link.LinkTimings;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Scope;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * A cloud and one device of the handwriting task, with a {@link Tap} between them; the device is
 * offline until told otherwise, and sends and trains only when asked to. Confined to the thread
 * that made it.
 */
public final class Pair implements AutoCloseable {
  /** The model that both begin with. */
  public static final BaseModel BASE = BundledModel.handwriting();

  /** Where the freeze point stands at first: all but the last two layers are frozen. */
  public static final int DEPTH = BASE.layers().size() - 2;

  private static final String TASK = BASE.task().name();
  private static final long MIB = 1L << 20;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");
  private static final Surroundings OFFLINE =
      new Surroundings(OptionalDouble.empty(), true, Network.NONE);

  private final CloudTrainer trainer;
  private final CloudServer server;
  private final Tap tap;
  private final SettableGauge gauge = new SettableGauge(OFFLINE);
  private final Vertx vertx = Vertx.vertx();
  private final EdgeRuntime device;

  /**
   * Opens both.
   *
   * @param directory for all that they keep
   * @param changed what is different on the device from 32 MiB of disk, 8 MiB of memory and the
   *     defaults
   */
  public Pair(Path directory, UnaryOperator<EdgeConfig> changed) {
    CloudConfig config =
        CloudConfig.in(directory.resolve("cloud"))
            .with(TrainingPolicy.manual())
            .with(TrainingSettings.defaults().withoutValidation());
    this.trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(BASE);
    this.server = CloudServer.start(ServerConfig.open().at("127.0.0.1", 0), trainer);
    this.tap = new Tap(server.port());
    EdgeConfig device = config(tap.uri(), directory, gauge).withCloudKey(trainer.publicKey());
    this.device = EdgeRuntime.open(changed.apply(device), vertx);
  }

  /** Such a device without a cloud, offline for good, which the caller closes. */
  public static EdgeRuntime alone(Path directory, UnaryOperator<EdgeConfig> changed) {
    return EdgeRuntime.open(changed.apply(config(NOWHERE, directory, new SettableGauge(OFFLINE))));
  }

  /** The cache's bounds on disk, in MiB, and 8 MiB of memory. */
  public static CacheLimits disk(long mebibytes) {
    return new CacheLimits(mebibytes * MIB, 8 * MIB, 2);
  }

  /** Lets the device connect, and waits until it has and runs what the cloud says. */
  public void goOnline() {
    gauge.set(Surroundings.PLENTY);
    Waiting.until("online", this::isOnline);
  }

  /** Predicts each and says what it is. */
  public void annotate(List<Sample> samples) {
    for (Sample sample : samples) {
      String label = BASE.task().labels().get(sample.label());
      device.annotate(device.predict(sample.input()).sample(), label);
    }
  }

  /** Sends what waits, and returns when the cloud has it. */
  public void flush() {
    Waiting.get("upload", device.flush());
  }

  /** Trains the device's head and waits until it runs; false if it was not published. */
  public boolean publishHead() {
    TrainingRun run =
        Waiting.get("training", trainer.train(TASK, new Scope.OfDevice(device.deviceId())));
    if (run.verdict().published()) {
      Waiting.until("the head", () -> device.status().model().equals(run.manifest()));
    }
    return run.verdict().published();
  }

  /**
   * Moves the freeze point, and waits until the device is there and what it can send again sent.
   */
  public void moveTo(int depth) {
    Waiting.get("change of depth", trainer.setDepth(TASK, depth));
    Waiting.until("depth " + depth, () -> isAt(depth));
    Waiting.until("repairs", () -> counts().voided() == counts().lost());
  }

  /** The device. */
  public EdgeRuntime device() {
    return device;
  }

  /** What stands between the two. */
  public Tap tap() {
    return tap;
  }

  /** What the cloud holds. */
  public FeatureCounts counts() {
    return trainer.featureCounts(TASK);
  }

  @Override
  public void close() {
    device.close();
    tap.close();
    server.close();
    trainer.close();
    Waiting.get("shutdown", vertx.close().toCompletionStage().toCompletableFuture());
  }

  private static EdgeConfig config(URI cloud, Path directory, SettableGauge gauge) {
    EdgeConfig defaults = EdgeConfig.of(TASK, cloud, directory.resolve("device"));
    return defaults
        .withBase(BASE)
        .withBundledDepth(DEPTH)
        .withDeviceId("pen-001")
        .withCache(disk(32))
        .withGate(new Gate(gauge, GateRule.DEFAULT))
        .withTimings(LinkTimings.DEFAULT.withGateCheck(LOOK))
        .withUpload(defaults.upload().withFlush(Integer.MAX_VALUE, Duration.ofHours(1)))
        .withSeed(1);
  }

  private boolean isAt(int depth) {
    return device.status().freeze().map(freeze -> freeze.depth() == depth).orElse(false);
  }

  private boolean isOnline() {
    return device.status().link().startsWith("online") && device.status().model().isPresent();
  }
}
