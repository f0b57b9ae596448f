package dev.thaw.demo.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A cloud as {@code thaw serve} runs it, training when told to, with devices on which made-up
 * people write. Confined to the test's thread.
 */
final class OperatedCloud implements AutoCloseable {
  static final double BATTERY = 0.62;

  private static final BaseModel BASE = BundledModel.handwriting();
  private static final String TASK = BASE.task().name();
  private static final long SEED = 20_262;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path directory;
  private final CloudTrainer trainer;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<EdgeRuntime> devices = new ArrayList<>();
  private CloudServer server;

  private OperatedCloud(Path directory, CloudTrainer trainer, CloudServer server) {
    this.directory = directory;
    this.trainer = trainer;
    this.server = server;
  }

  static OperatedCloud start(Path directory) {
    CloudConfig config = CloudConfig.in(directory.resolve("cloud")).with(TrainingPolicy.manual());
    CloudTrainer trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(BASE);
    return new OperatedCloud(directory, trainer, serve(trainer, 0));
  }

  private static CloudServer serve(CloudTrainer trainer, int port) {
    return CloudServer.start(ServerConfig.open().at("127.0.0.1", port), trainer);
  }

  /** The same cloud at the same address, after a while without. */
  void serveAgain(int port) {
    server = serve(trainer, port);
  }

  /** Closes the server only; returns its port. */
  int stopServing() {
    int port = URI.create(server.url()).getPort();
    server.close();
    return port;
  }

  URI page() {
    return URI.create(server.url()).resolve("/operator/");
  }

  /** What the operator API answers. */
  JsonNode api(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url()).resolve("/v1/admin/" + path)).build();
    try {
      return MAPPER.readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }

  EdgeRuntime device(String id) {
    EdgeConfig config =
        EdgeConfig.of(TASK, URI.create(server.url()), directory.resolve(id))
            .withBase(BASE)
            .withDeviceId(id)
            .withGate(new Gate(OperatedCloud::surroundings, GateRule.DEFAULT))
            .withSeed(SEED);
    EdgeRuntime device = EdgeRuntime.open(config);
    devices.add(device);
    return device;
  }

  private static Surroundings surroundings() {
    return new Surroundings(OptionalDouble.of(BATTERY), true, Network.UNMETERED);
  }

  /** What person {@code number} writes: every class once. */
  static List<CharacterInContext> written(int number) {
    return CharacterInContext.of(new SyntheticWriters(SEED).writer(number, 1));
  }

  /** Corrects each character and waits until the cloud has them. */
  static void correct(EdgeRuntime device, List<CharacterInContext> characters) {
    for (CharacterInContext character : characters) {
      device.annotate(
          device.predict(character.inputs()).sample(),
          String.valueOf(character.character().label()));
    }
    get(device.flush());
  }

  /** Shows the characters once more. */
  static void recognise(EdgeRuntime device, List<CharacterInContext> characters) {
    characters.forEach(character -> device.predict(character.inputs()));
  }

  TrainingRun train(EdgeRuntime device) {
    return get(trainer.train(TASK, new Scope.OfDevice(device.deviceId())));
  }

  /** As another operator does it. */
  void rollBack(EdgeRuntime device, long version) {
    get(trainer.rollBack(TASK, new Scope.OfDevice(device.deviceId()), version));
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get(Browser.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("not within " + Browser.PATIENCE, e);
    }
  }

  @Override
  public void close() {
    devices.forEach(EdgeRuntime::close);
    server.close();
    trainer.close();
  }
}
