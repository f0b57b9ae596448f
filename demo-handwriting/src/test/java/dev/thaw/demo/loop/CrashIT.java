package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of either side, at any moment (invariant I3). */
class CrashIT extends LoopFixture {
  private static final int CLOUD_KILLS = 4;
  private static final int DEVICE_KILLS = 2;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final AtomicBoolean enough = new AtomicBoolean();

  @Test
  void whatADeviceSawAcknowledgedIsTrainedOnOnceThoughTheCloudWasKilled() throws Exception {
    System.out.println("seed " + seed);
    int port = freePort();
    URI uri = URI.create("http://127.0.0.1:" + port);
    EdgeRuntime one = open(config("pen-1", uri));
    EdgeRuntime two = open(config("pen-2", uri));
    CompletableFuture<Map<SampleId, Integer>> first =
        CompletableFuture.supplyAsync(() -> write(one, written(1)));
    CompletableFuture<Map<SampleId, Integer>> second =
        CompletableFuture.supplyAsync(() -> write(two, written(2)));
    for (int kill = 0; kill < CLOUD_KILLS; kill++) {
      long seen = taken(one) + taken(two);
      try (ChildJvm cloud = startCloud(port, kill)) {
        cloud.awaitLine("ready");
        Await.until("something more is acknowledged", () -> taken(one) + taken(two) > seen);
        LockSupport.parkNanos(random.nextInt(300_000_000));
      }
    }
    try (ChildJvm cloud = startCloud(port, CLOUD_KILLS)) {
      cloud.awaitLine("ready");
      enough.set(true);
      Map<SampleId, Integer> written1 = Await.get(first);
      Map<SampleId, Integer> written2 = Await.get(second);
      assertThat(Await.get(one.flush()).remaining()).isZero();
      assertThat(Await.get(two.flush()).remaining()).isZero();
      cloud.kill();
      assertEachIsThereOnce("pen-1", written1);
      assertEachIsThereOnce("pen-2", written2);
    }
  }

  @Test
  void noAnnotationIsLostThoughTheDeviceIsKilled() {
    System.out.println("seed " + seed);
    Cloud cloud = startCloud();
    Map<SampleId, Integer> returned = new LinkedHashMap<>();
    for (int kill = 0; kill < DEVICE_KILLS; kill++) {
      int enough = 1 + random.nextInt(30);
      try (ChildJvm device =
          ChildJvm.start(
              WritingDevice.class,
              directory.resolve("device-" + kill),
              "pen-1",
              cloud.uri().toString(),
              deviceDirectory("pen-1").toString(),
              Integer.toString(kill * 40))) {
        Await.until(enough + " annotations", () -> annotated(device).size() >= enough);
        device.kill();
        returned.putAll(annotated(device));
      }
    }
    EdgeRuntime edge = open(config("pen-1", cloud.uri()));
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    assertThat(edge.status().uploads().lost()).isZero();
    edge.close();
    cloud.close();
    assertThat(stored("pen-1")).containsAllEntriesOf(returned);
  }

  private void assertEachIsThereOnce(String device, Map<SampleId, Integer> written) {
    assertThat(stored(device)).isEqualTo(written);
    try (CloudTrainer trainer = Cloud.openTrainer(cloudDirectory())) {
      assertThat(Await.get(trainer.train(TASK, new Scope.OfDevice(device))).samples())
          .isEqualTo(written.size());
    }
  }

  /** Fails if a sample is there twice. */
  private Map<SampleId, Integer> stored(String device) {
    return StoredSamples.atFreezePoint(cloudDirectory(), device).stream()
        .collect(Collectors.toMap(Feature::sample, Feature::label));
  }

  private static long taken(EdgeRuntime edge) {
    return edge.status().uploads().stored() + edge.status().uploads().duplicate();
  }

  /** Writes, and from the end once more from the beginning, until it is enough. */
  private Map<SampleId, Integer> write(EdgeRuntime edge, List<CharacterInContext> characters) {
    Map<SampleId, Integer> written = new LinkedHashMap<>();
    for (int i = 0; !enough.get(); i++) {
      CharacterInContext character = characters.get(i % characters.size());
      Prediction prediction = predict(edge, character);
      edge.annotate(prediction.sample(), labelOf(character));
      written.put(prediction.sample(), character.classIndex());
      edge.flush();
      LockSupport.parkNanos(50_000_000);
    }
    return written;
  }

  private static Map<SampleId, Integer> annotated(ChildJvm device) {
    return device.lines().stream()
        .filter(line -> line.startsWith("annotated "))
        .map(line -> line.split(" ", -1))
        .collect(
            Collectors.toMap(
                words -> SampleId.fromHex(words[1]), words -> Integer.valueOf(words[2])));
  }

  private ChildJvm startCloud(int port, int number) {
    Path output = directory.resolve("cloud-" + number + ".log");
    return ChildJvm.start(
        ServedCloud.class, output, cloudDirectory().toString(), Integer.toString(port));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
