package dev.thaw.bench;

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
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.edge.link.LinkTimings;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * A cloud and devices in this process, over real sockets; offline until told otherwise. Confined to
 * the thread that made it.
 */
final class Fleet implements AutoCloseable {
  static final BaseModel BASE = BundledModel.handwriting();
  static final String TASK = BASE.task().name();

  /** Where the freeze point stands at first: all but the last two layers are frozen. */
  static final int DEPTH = BASE.layers().size() - 2;

  static final long SEED = 20_261;

  private static final long MIB = 1L << 20;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Surroundings OFFLINE =
      new Surroundings(OptionalDouble.empty(), true, Network.NONE);

  private final Path directory;
  private final CloudTrainer trainer;
  private final CloudServer server;
  private final SettableGauge gauge = new SettableGauge(OFFLINE);
  private final Vertx vertx = Vertx.vertx();
  private final List<EdgeRuntime> devices = new ArrayList<>();

  Fleet(Path directory) {
    this.directory = directory;
    CloudConfig config =
        CloudConfig.in(directory.resolve("cloud"))
            .with(TrainingPolicy.manual())
            .with(TrainingSettings.defaults().withoutValidation());
    this.trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(BASE);
    this.server = CloudServer.start(ServerConfig.open().at("127.0.0.1", 0), trainer);
  }

  /** One more device, with small bounds. */
  EdgeRuntime open(UnaryOperator<EdgeConfig> changed) {
    String id = "pen-%03d".formatted(devices.size() + 1);
    EdgeConfig defaults =
        EdgeConfig.of(TASK, URI.create(server.url()), directory.resolve("devices").resolve(id));
    EdgeConfig config =
        defaults
            .withBase(BASE)
            .withBundledDepth(DEPTH)
            .withDeviceId(id)
            .withCloudKey(trainer.publicKey())
            .withCache(new CacheLimits(32 * MIB, 8 * MIB, 2))
            .withGate(new Gate(gauge, GateRule.DEFAULT))
            .withTimings(LinkTimings.DEFAULT.withGateCheck(LOOK))
            .withUpload(defaults.upload().withFlush(Integer.MAX_VALUE, Duration.ofHours(1)))
            .withSeed(SEED + devices.size());
    EdgeRuntime device = EdgeRuntime.open(changed.apply(config), vertx);
    devices.add(device);
    return device;
  }

  /** Lets the devices connect, and waits until the cloud has what was annotated. */
  void goOnline() {
    gauge.set(Surroundings.PLENTY);
    Waiting.until("all online", () -> devices.stream().allMatch(Fleet::isOnline));
    devices.stream()
        .map(EdgeRuntime::flush)
        .toList()
        .forEach(flush -> Waiting.get("upload", flush));
  }

  /** Trains a head and waits until all devices of its scope run it, if it was published. */
  boolean publishHead(Scope scope, List<EdgeRuntime> members) {
    TrainingRun run = Waiting.get("training", trainer.train(TASK, scope));
    if (run.verdict().published()) {
      Optional<Digest> manifest = run.manifest();
      Waiting.until(
          "the head",
          () -> members.stream().allMatch(device -> device.status().model().equals(manifest)));
    }
    return run.verdict().published();
  }

  CloudTrainer trainer() {
    return trainer;
  }

  List<EdgeRuntime> devices() {
    return devices;
  }

  FeatureCounts counts() {
    return trainer.featureCounts(TASK);
  }

  static void annotate(EdgeRuntime device, List<CharacterInContext> characters) {
    for (CharacterInContext character : characters) {
      SampleId sample = device.predict(character.inputs()).sample();
      device.annotate(sample, String.valueOf(character.character().label()));
    }
  }

  static boolean isAt(EdgeRuntime device, int depth) {
    return device.status().freeze().map(freeze -> freeze.depth() == depth).orElse(false);
  }

  @Override
  public void close() {
    devices.forEach(EdgeRuntime::close);
    server.close();
    trainer.close();
    Waiting.get("shutdown", vertx.close().toCompletionStage().toCompletableFuture());
  }

  private static boolean isOnline(EdgeRuntime device) {
    return device.status().link().startsWith("online") && device.status().model().isPresent();
  }
}
