package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudLimits;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.model.BaseModel;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A real cloud on a free port with a small task, for tests. */
public final class RunningCloud implements AutoCloseable {
  /** The installed task. */
  public static final String TASK = "signs";

  /** Its spec: four labels, one grey image; frozen at 6 of 8 layers, where 512 values leave. */
  public static final TaskSpec SPEC =
      new TaskSpec(
          TASK, "handwriting-grey", List.of("a", "b", "c", "d"), List.of(Shape.of(1, 28, 28)));

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final BaseModel BASE = base();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final CloudTrainer trainer;
  private final CloudServer server;

  private RunningCloud(CloudTrainer trainer, CloudServer server) {
    this.trainer = trainer;
    this.server = server;
  }

  /** Starts one that trains only when asked. */
  public static RunningCloud start(Path dataDir) {
    return start(dataDir, ServerConfig.open());
  }

  /** Starts one that trains only when asked, with {@code config} on a free port. */
  public static RunningCloud start(Path dataDir, ServerConfig config) {
    return start(config.at("127.0.0.1", 0), CloudConfig.in(dataDir));
  }

  /** Starts one that trains only when asked, with {@code core} besides. */
  public static RunningCloud start(CloudConfig core) {
    return start(ServerConfig.open().at("127.0.0.1", 0), core);
  }

  /** Starts one again where it was, on the port that it had. */
  public static RunningCloud restart(Path dataDir, int port) {
    return start(ServerConfig.open().at("127.0.0.1", port), CloudConfig.in(dataDir));
  }

  /** Starts one that trains only when asked, and takes only base models signed with {@code key}. */
  public static RunningCloud start(Path dataDir, PublicKey key) {
    ServerConfig config = ServerConfig.open().at("127.0.0.1", 0);
    return start(config, CloudConfig.in(dataDir).withBaseKey(key));
  }

  /** Starts one with other limits of what may wait for the disk. */
  static RunningCloud start(Path dataDir, ServerConfig config, CloudLimits limits) {
    return start(config.at("127.0.0.1", 0), CloudConfig.in(dataDir).with(limits));
  }

  private static RunningCloud start(ServerConfig config, CloudConfig core) {
    CloudTrainer trainer = CloudTrainer.open(core.with(TrainingPolicy.manual()), Clock.systemUTC());
    trainer.install(BASE);
    return new RunningCloud(trainer, CloudServer.start(config, trainer));
  }

  /** The base model of {@link #SPEC}, untrained, with one general sample per label. */
  public static BaseModel base() {
    return base(SPEC, 5);
  }

  /** Another base model: the same seed gives the same layers. */
  public static BaseModel base(TaskSpec spec, long seed) {
    Random random = new Random(seed);
    List<GeneralSample> samples = new ArrayList<>();
    for (int label = 0; label < spec.labels().size(); label++) {
      samples.add(new GeneralSample(label, List.of(tensor(spec.inputShapes().get(0), random))));
    }
    try (LayeredModel model = LayeredModel.create(spec, seed)) {
      return new BaseModel(spec, model.layerBytesFrom(0), samples, "# untrained");
    }
  }

  /** The core behind the server. */
  public CloudTrainer trainer() {
    return trainer;
  }

  /** The server. */
  public CloudServer server() {
    return server;
  }

  /** A request to be completed for {@code path}. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  /** The client that tests share. */
  public static HttpClient http() {
    return HTTP;
  }

  /** A figure of the metrics. */
  double figure(String name) throws IOException, InterruptedException {
    String metrics = http().send(request("/metrics").build(), BodyHandlers.ofString()).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in\n" + metrics));
  }

  /** Whether another device is welcomed, and what it uploads is stored. */
  boolean serves(String device) throws Exception {
    try (TestDevice polite = TestDevice.welcomed(this, device)) {
      polite.send(batch(device, 1, 1, 1));
      return polite.next(BatchAck.class).outcomes().equals(List.of(SampleOutcome.STORED));
    }
  }

  /** A batch of random activations at the present freeze point, labels in turn. */
  public FeatureBatch batch(String device, long sequence, int count, long seed) {
    FreezeState freeze = trainer.freeze(TASK);
    return batch(device, sequence, count, seed, freeze.depth(), freeze.prefix());
  }

  /** A batch of random vectors of 512 that claim to be made by {@code prefix}. */
  static FeatureBatch batch(
      String device, long sequence, int count, long seed, int cut, Digest prefix) {
    Random random = new Random(seed);
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SampleId sample =
          SampleId.ofInput(
              Digest.of((device + '/' + seed + '/' + i).getBytes(StandardCharsets.UTF_8)));
      Activation activation =
          new Activation(TASK, sample, cut, prefix, NOW, List.of(tensor(Shape.of(512), random)));
      features.add(new Feature(activation, i % SPEC.labels().size(), NOW));
    }
    return new FeatureBatch(device, sequence, features);
  }

  private static Tensor tensor(Shape shape, Random random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Tensor.ofFloats(shape, values);
  }

  @Override
  public void close() {
    server.close();
    trainer.close();
  }
}
