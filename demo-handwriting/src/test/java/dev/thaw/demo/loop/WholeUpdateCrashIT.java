package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of the cloud while it replaces its base model under a running device. */
class WholeUpdateCrashIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final int DEPTH = 6;
  private static final List<Moment> MOMENTS =
      List.of(Moment.EARLY, Moment.IN_FORCE, Moment.REPAIRING, Moment.EARLY);
  private static final long ROOM = 64L << 20;

  private static final byte[] LAST = OtherBase.WITH_ANOTHER_FIRST_LAYER;
  private static final BaseModel OTHER = BaseModel.fromBytes(LAST);

  /** When the cloud is killed. */
  private enum Moment {
    /** The new base was handed in, and may be in force or not. */
    EARLY,
    /** It is in force, and what the old one made is being dropped. */
    IN_FORCE,
    /** The device sends its samples again. */
    REPAIRING
  }

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<CharacterInContext> characters = written(1).subList(0, 62);
  private int port;
  private int number;

  @Test
  void everySampleIsRepairedOnceThoughTheCloudWasKilledInTheMiddle() throws Exception {
    System.out.println("seed " + seed);
    port = CrashIT.freePort();
    EdgeRuntime edge = open(config(ID, uri()).withKeptInputs(ROOM));
    annotate(edge, characters);
    try (ChildJvm first = startCloud("first")) {
      assertThat(Await.get(edge.flush()).remaining()).isZero();
      first.kill();
    }
    for (Moment moment : MOMENTS) {
      try (ChildJvm cloud = startCloud("kill-" + number)) {
        String before = freeze();
        publish(OtherBase.changed(number));
        await(moment, edge, before);
        cloud.kill();
      }
      System.out.print("killed " + moment + ": ");
      number++;
      assertNothingIsForgotten();
    }
    try (ChildJvm last = startCloud("last")) {
      assertThat(Await.get(publish(LAST)).statusCode()).isEqualTo(200);
      Await.until("the device runs the new model", () -> prefix(edge).equals(prefix(OTHER)));
      Await.until("all is repaired", () -> edge.status().repairs().sent() >= characters.size());
      assertThat(Await.get(edge.flush()).remaining()).isZero();
      last.kill();
    }
    assertThat(edge.status().repairs().lost()).isZero();
    assertThat(edge.status().uploads().lost()).isZero();
    assertEachIsThereOnce();
  }

  private void await(Moment moment, EdgeRuntime edge, String before) {
    if (moment == Moment.EARLY) {
      LockSupport.parkNanos(random.nextInt(900_000_000));
      return;
    }
    Await.until("the new base is in force", () -> !freeze().equals(before));
    if (moment == Moment.REPAIRING) {
      long sent = edge.status().repairs().sent();
      Await.until("the device repairs", () -> edge.status().repairs().sent() > sent);
      LockSupport.parkNanos(random.nextInt(100_000_000));
    }
  }

  private String freeze() {
    HttpRequest request = HttpRequest.newBuilder(uri().resolve("/v1/admin/freeze")).build();
    return Await.get(http.sendAsync(request, BodyHandlers.ofString())).body();
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Whichever base is in force: every sample is there, or its device is asked for it. */
  private void assertNothingIsForgotten() {
    try (CloudTrainer trainer = Cloud.openTrainer(cloudDirectory())) {
      Await.until("nothing is under way", () -> trainer.freezeStatus(TASK).change().isEmpty());
      FeatureCounts counts = trainer.featureCounts(TASK);
      System.out.println(trainer.freezeStatus(TASK).last() + ": " + counts.usable() + " usable");
      assertThat(counts.usable() + counts.voided()).isEqualTo(characters.size());
      assertThat(counts.lost()).isZero();
    }
  }

  private void assertEachIsThereOnce() {
    Map<SampleId, Integer> stored =
        StoredSamples.atFreezePoint(cloudDirectory(), ID).stream()
            .collect(Collectors.toMap(Feature::sample, Feature::label));
    assertThat(stored).hasSize(characters.size());
    try (CloudTrainer trainer = Cloud.openTrainer(cloudDirectory())) {
      assertThat(trainer.freeze(TASK).prefix()).isEqualTo(prefix(OTHER));
      assertThat(Await.get(trainer.train(TASK, new Scope.OfDevice(ID))).samples())
          .isEqualTo(characters.size());
    }
  }

  private static Digest prefix(BaseModel base) {
    try (LayeredModel model = base.model()) {
      return model.prefixDigest(DEPTH);
    }
  }

  private static Digest prefix(EdgeRuntime edge) {
    return edge.status().freeze().map(FreezeState::prefix).orElseThrow();
  }

  private CompletableFuture<HttpResponse<String>> publish(byte[] file) {
    HttpRequest request =
        HttpRequest.newBuilder(uri().resolve("/v1/admin/base"))
            .header("Content-Type", "application/octet-stream")
            .header("Thaw-Operation", "publish-base")
            .POST(BodyPublishers.ofByteArray(file))
            .build();
    return http.sendAsync(request, BodyHandlers.ofString());
  }

  private ChildJvm startCloud(String name) {
    ChildJvm cloud =
        ChildJvm.start(
            ServedCloud.class,
            directory.resolve(name + ".log"),
            cloudDirectory().toString(),
            Integer.toString(port));
    cloud.awaitLine("ready");
    return cloud;
  }
}
