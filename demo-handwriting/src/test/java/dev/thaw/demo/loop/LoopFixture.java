package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.link.LinkTimings;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A cloud, devices, and what made-up people write on them. */
abstract class LoopFixture {
  static final long SEED = 20_261;
  private static final int PER_CLASS = 2;

  @TempDir Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();

  /** Closed after the test, after all that was opened later. */
  <T extends AutoCloseable> T opened(T what) {
    opened.add(what);
    return what;
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    Await.get(vertx.close().toCompletionStage().toCompletableFuture());
  }

  Path cloudDirectory() {
    return directory.resolve("cloud");
  }

  Path deviceDirectory(String device) {
    return directory.resolve("devices").resolve(device);
  }

  Cloud startCloud() {
    return startCloud(0);
  }

  Cloud startCloud(int port) {
    return opened(Cloud.start(cloudDirectory(), port));
  }

  /** The bundled model, an open gate, a short patience; flushes when told to. */
  EdgeConfig config(String device, URI cloud) {
    return config(device, cloud, deviceDirectory(device));
  }

  static EdgeConfig config(String device, URI cloud, Path directory) {
    EdgeConfig defaults = EdgeConfig.of(TASK, cloud, directory);
    return defaults
        .withBase(BASE)
        .withDeviceId(device)
        .withGate(Gate.open())
        .withTimings(timings())
        .withUpload(
            defaults
                .upload()
                .withDtype(DType.INT8)
                .withFlush(Integer.MAX_VALUE, Duration.ofMillis(500)))
        .withSeed(SEED);
  }

  private static LinkTimings timings() {
    return new LinkTimings(
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(2),
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        1_000,
        Duration.ofMinutes(10),
        Duration.ofMillis(100),
        Duration.ofMillis(50));
  }

  EdgeRuntime open(EdgeConfig config) {
    return opened(EdgeRuntime.open(config, vertx));
  }

  /** What person {@code number} writes: every class once, then every class again. */
  static List<CharacterInContext> written(int number) {
    return CharacterInContext.of(new SyntheticWriters(SEED).writer(number, PER_CLASS));
  }

  static Prediction predict(EdgeRuntime edge, CharacterInContext character) {
    return edge.predict(character.inputs());
  }

  static List<float[]> probabilities(EdgeRuntime edge, List<CharacterInContext> characters) {
    return characters.stream().map(c -> predict(edge, c).probabilities()).toList();
  }

  static void annotate(EdgeRuntime edge, List<CharacterInContext> characters) {
    for (CharacterInContext character : characters) {
      edge.annotate(predict(edge, character).sample(), labelOf(character));
    }
  }

  static void annotateAndFlush(EdgeRuntime edge, List<CharacterInContext> characters) {
    annotate(edge, characters);
    FlushReport report = Await.get(edge.flush());
    assertThat(report.remaining()).as("%s", report).isZero();
  }

  static String labelOf(CharacterInContext character) {
    return String.valueOf(character.character().label());
  }

  /** Bit for bit. */
  static void assertEqual(List<float[]> some, List<float[]> others) {
    assertThat(some).hasSameSizeAs(others);
    for (int i = 0; i < some.size(); i++) {
      assertThat(some.get(i)).as("prediction %s", i).isEqualTo(others.get(i));
    }
  }

  static void awaitLink(EdgeRuntime edge, String beginning) {
    Await.until("link " + beginning, () -> edge.status().link().startsWith(beginning));
  }

  static void awaitModel(EdgeRuntime edge, Digest manifest) {
    Await.until("model " + manifest, () -> edge.status().model().equals(Optional.of(manifest)));
  }

  static void awaitDepth(EdgeRuntime edge, int depth) {
    Await.until(
        "depth " + depth, () -> edge.status().freeze().map(f -> f.depth() == depth).orElse(false));
  }
}
