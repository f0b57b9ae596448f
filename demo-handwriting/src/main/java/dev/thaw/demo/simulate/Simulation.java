package dev.thaw.demo.simulate;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.demo.data.AdaptAndScore;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The cloud and one device for each writer, in this process, talking over real sockets. Confined to
 * the thread that made it; closing it closes devices, then the server, then the trainer.
 */
final class Simulation implements AutoCloseable {
  private static final int WRITERS_AT_ONCE = 2;

  private final SimulationSettings settings;
  private final BaseModel base;
  private final Path directory;
  private final CloudTrainer trainer;
  private final CloudServer server;
  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService hands = Executors.newFixedThreadPool(WRITERS_AT_ONCE);
  private final List<SimulatedDevice> devices = new ArrayList<>();
  private final Map<Scope, CompletableFuture<TrainingRun>> trainings = new ConcurrentHashMap<>();
  private final Map<Scope, TrainingRun> runs = new HashMap<>();

  /** Starts the cloud in {@code directory} at the wanted depth. */
  Simulation(SimulationSettings settings, BaseModel base, Path directory) {
    this.settings = settings;
    this.base = base;
    this.directory = directory;
    CloudConfig config =
        CloudConfig.in(directory.resolve("cloud"))
            .with(TrainingPolicy.manual())
            .with(TrainingSettings.defaults().withoutValidation().with(settings.trainers()));
    this.trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(base);
    if (settings.depth() > 0) {
      SimulatedDevice.await(
          trainer.setDepth(task(), settings.depth()), "freeze depth " + settings.depth());
    }
    this.server = CloudServer.start(ServerConfig.open().at("127.0.0.1", 0), trainer);
  }

  /**
   * Takes all writers through the loop.
   *
   * @param progress told of each finished step: {@link #stepsFor} in all
   */
  void run(List<Writer> writers, Runnable progress) {
    writers.forEach(writer -> devices.add(open(writer)));
    forEachDevice(SimulatedDevice::scoreGeneral, progress);
    forEachDevice(this::adaptAndTrain, progress);
    if (settings.forEveryone()) {
      train(Scope.GLOBAL);
    }
    awaitRuns();
    forEachDevice(SimulatedDevice::scoreAdapted, progress);
  }

  /** How often {@link #run} reports progress. */
  static int stepsFor(int writers) {
    return 3 * writers;
  }

  List<WriterResult> results() {
    return devices.stream().map(this::result).toList();
  }

  List<SimulatedDevice> devices() {
    return devices;
  }

  Collection<TrainingRun> runs() {
    return runs.values();
  }

  FreezeState freeze() {
    return trainer.freeze(task());
  }

  /** Bytes of a whole model as a device would download it. */
  long modelBytes(SimulatedDevice device) {
    return trainer.manifestFor(task(), deviceId(device), Optional.empty()).manifest().totalBytes();
  }

  private String task() {
    return base.task().name();
  }

  private SimulatedDevice open(Writer writer) {
    String id = writer.name().replaceAll("[^A-Za-z0-9._-]", "-");
    EdgeConfig defaults =
        EdgeConfig.of(task(), URI.create(server.url()), directory.resolve("devices").resolve(id));
    EdgeConfig config =
        defaults
            .withBase(base)
            .withBundledDepth(freeze().depth())
            .withDeviceId(id)
            .withCloudKey(trainer.publicKey())
            .withGate(Gate.open())
            .withUpload(defaults.upload().withDtype(settings.dtype()))
            .withSeed(settings.seed());
    return new SimulatedDevice(
        writer, characters(writer), EdgeRuntime.open(config, vertx), base.task().labels().size());
  }

  private AdaptAndScore<CharacterInContext> characters(Writer writer) {
    AdaptAndScore<CharacterInContext> all = settings.order().divide(writer);
    return settings.perClass() == 0
        ? all
        : all.limited(settings.perClass(), CharacterInContext::classIndex);
  }

  private void adaptAndTrain(SimulatedDevice device) {
    device.adapt();
    if (!settings.forEveryone() && device.adaptCount() > 0) {
      train(device.scope());
    }
  }

  /** Does not wait for it, so that scopes can be trained together. */
  private void train(Scope scope) {
    trainings.put(scope, trainer.train(task(), scope));
  }

  private void awaitRuns() {
    trainings.forEach(
        (scope, run) -> runs.put(scope, SimulatedDevice.await(run, "training of " + scope)));
  }

  private WriterResult result(SimulatedDevice device) {
    TrainingRun run = runs.get(settings.forEveryone() ? Scope.GLOBAL : device.scope());
    String scope =
        trainer.manifestFor(task(), deviceId(device), Optional.empty()).manifest().scope().path();
    return device.result(scope, run == null ? 0 : run.seconds());
  }

  private static String deviceId(SimulatedDevice device) {
    return ((Scope.OfDevice) device.scope()).id();
  }

  private void forEachDevice(java.util.function.Consumer<SimulatedDevice> step, Runnable done) {
    List<Callable<Void>> work = new ArrayList<>();
    for (SimulatedDevice device : devices) {
      work.add(
          () -> {
            step.accept(device);
            done.run();
            return null;
          });
    }
    try {
      for (Future<Void> each : hands.invokeAll(work)) {
        SimulatedDevice.await(each, "a device");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SimulationException("interrupted", e);
    }
  }

  @Override
  public void close() {
    hands.shutdownNow();
    devices.forEach(SimulatedDevice::close);
    server.close();
    trainer.close();
    SimulatedDevice.await(vertx.close().toCompletionStage().toCompletableFuture(), "shutdown");
  }
}
