package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.link.LinkTimings;
import dev.thaw.edge.upload.UploadCounts;
import dev.thaw.protocol.Digest;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cloud, and devices on one shared Vert.x, all closed after each test. */
abstract class EdgeFixture {
  static final LinkTimings IMPATIENT =
      new LinkTimings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          3,
          Duration.ofMinutes(1),
          Duration.ofMillis(50),
          Duration.ofMillis(20));

  static Vertx shared;

  @TempDir Path directory;
  ScriptedCloud cloud;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @BeforeAll
  static void startVertx() {
    shared = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    Await.get(shared.close().toCompletionStage().toCompletableFuture());
  }

  @BeforeEach
  void startCloud() {
    cloud = closing(new ScriptedCloud());
    cloud.publish(Releases.of(1, Samples.DEPTH, 0, Samples.base().layers()));
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  EdgeConfig config() {
    return config(cloud.uri(), directory);
  }

  /** Sends only when asked, so that a test decides when. */
  static EdgeConfig config(URI cloud, Path directory) {
    return EdgeConfig.of(Samples.TASK.name(), cloud, directory)
        .withBase(Samples.base())
        .withDeviceId("pen-1")
        .withGate(Gate.open())
        .withTimings(IMPATIENT)
        .withUpload(UploadRule.DEFAULT.withFlush(1_000_000, Duration.ofHours(1)))
        .withSeed(7);
  }

  EdgeRuntime open(EdgeConfig config) {
    return closing(EdgeRuntime.open(config, shared));
  }

  /** Predicts inputs {@code from} to {@code to}, exclusive, and says that each is label "c3". */
  static void annotate(EdgeRuntime edge, int from, int to) {
    for (int i = from; i < to; i++) {
      edge.annotate(edge.predict(Samples.input(i)).sample(), "c3");
    }
  }

  static void awaitLink(EdgeRuntime edge, String state) {
    Await.until("link is " + state, () -> edge.status().link().startsWith(state));
  }

  /** Online and done with the first pull. */
  static void awaitInstalled(EdgeRuntime edge, long installs) {
    Await.until("install " + installs, () -> edge.status().installs() >= installs);
  }

  /** Publishes {@code release} and waits until {@code edge} runs it. */
  static void install(EdgeRuntime edge, ScriptedCloud cloud, Releases release) {
    Digest wanted = cloud.publish(release).digest();
    Await.get(edge.sync());
    assertThat(edge.status().model()).contains(wanted);
  }

  /** Flushes; the counts since the opening, for some may have been sent before the call. */
  static UploadCounts flushed(EdgeRuntime edge) {
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    return edge.status().uploads();
  }

  /** A round trip through the link's worker: what was going to be sent by then was. */
  static void awaitIdle(EdgeRuntime edge) {
    for (int i = 0; i < 3; i++) {
      Await.get(edge.sync());
    }
  }

  /** How often each layer of the current model has run. */
  static List<Long> runs(EdgeRuntime edge) {
    return IntStream.range(0, Samples.LAYERS).mapToObj(edge::layerRuns).toList();
  }

  /** Publishes {@code release}, tells the devices, and waits until {@code edge} runs it. */
  static void move(EdgeRuntime edge, ScriptedCloud cloud, Releases release) {
    Digest wanted = cloud.publish(release).digest();
    cloud.sendNotice();
    Await.until("the new model", () -> edge.status().model().equals(Optional.of(wanted)));
  }

  /** Nothing is waited for any more: each sample is repaired or lost, and settled. */
  static void awaitRepaired(EdgeRuntime edge, ScriptedCloud cloud) {
    Await.until(
        "repairs: " + cloud.waiting().size() + " waiting, " + edge.status().repairs(),
        () -> cloud.waiting().isEmpty() && edge.status().outbox() == 0);
  }

  /** Opens a device whose annotated inputs from 0 on are all at the cloud. */
  EdgeRuntime annotatedAndStored(EdgeConfig config, int samples) {
    EdgeRuntime edge = open(config);
    awaitInstalled(edge, 1);
    annotate(edge, 0, samples);
    assertThat(flushed(edge).stored()).isEqualTo(samples);
    return edge;
  }

  /** {@code runs} with {@code more} for each of {@code layers}. */
  static List<Long> plus(List<Long> runs, int more, int... layers) {
    List<Long> sum = new ArrayList<>(runs);
    for (int layer : layers) {
      sum.set(layer, sum.get(layer) + more);
    }
    return sum;
  }
}
