package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.cli.UntilStopped;
import dev.thaw.demo.Thaw;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeListener;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** SIGTERM for {@code thaw serve}. With {@code -Dthaw.measure=true} in ten seconds, or it fails. */
class GracefulStopIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final int SIGTERM_CODE = 143;
  private static final int ENOUGH_TO_TRAIN = 8;
  private static final String LEFT_AS_A_KILL = "left as a kill leaves it";
  private static final long MAX_MILLIS =
      TimeUnit.SECONDS.toMillis(Boolean.getBoolean("thaw.measure") ? 10 : 60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final Set<SampleId> acknowledged = ConcurrentHashMap.newKeySet();
  private final List<String> links = new CopyOnWriteArrayList<>();

  @Test
  void aCloudThatTrainsForHoursAcknowledgesSaysWhenToComeBackAndEnds() throws Exception {
    int port = CrashIT.freePort();
    URI uri = URI.create("http://127.0.0.1:" + port);
    EdgeRuntime edge = open(config(ID, uri).withListener(heard()));
    EdgeRuntime other = open(config("pen-2", uri));
    Bystander bystander;
    CompletableFuture<Set<SampleId>> writing;
    try (ChildJvm cloud = serve("first", port, "--trainer", "sgd", "--train-epochs", "100000000")) {
      bystander = Bystander.at(http, uri);
      writing = CompletableFuture.supplyAsync(() -> write(edge));
      Await.until("something is trained", () -> waitingScopes(uri) > 0);
      int seen = acknowledged.size();
      Await.until("uploads go on meanwhile", () -> acknowledged.size() > seen + 2);
      assertEndsWhileTheCloudTrains(other);
      assertStops(cloud);
    }
    enough.set(true);
    Set<SampleId> written = Await.get(writing);
    assertToldWhenToComeBack(bystander);
    assertThat(links).anyMatch(state -> state.contains("the server is closing"));
    assertStoredAndNothingPublished(written);
    try (ChildJvm cloud = serve("second", port)) {
      Await.until("it is trained after all", () -> published(uri) > 0);
      assertThat(Await.get(edge.flush()).remaining()).isZero();
      assertStops(cloud);
    }
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void whatDoesNotEndIsLeftAsAKillLeavesItAndThatIsSaid() throws Exception {
    try (ChildJvm stuck = ChildJvm.start(Stuck.class, directory.resolve("stuck.log"))) {
      stuck.awaitLine("ready");
      assertThat(millisToStop(stuck)).isLessThan(MAX_MILLIS);
      assertThat(stuck.lines()).filteredOn(line -> line.contains(LEFT_AS_A_KILL)).hasSize(1);
    }
  }

  /** A server that does not close. */
  static final class Stuck {
    private Stuck() {}

    /** Runs until it is left. */
    public static void main(String[] arguments) {
      UntilStopped.run(
          stop -> {
            System.out.println("ready");
            stop.await();
            new CountDownLatch(1).await();
          },
          Duration.ofMillis(500));
    }
  }

  private ChildJvm serve(String name, int port, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--no-authentication", "--port", Integer.toString(port)));
    arguments.addAll(List.of("--data-dir", cloudDirectory().toString()));
    arguments.addAll(List.of("--train-every", Integer.toString(ENOUGH_TO_TRAIN)));
    arguments.addAll(Arrays.asList(more));
    ChildJvm cloud =
        ChildJvm.start(
            Thaw.class, directory.resolve(name + ".log"), arguments.toArray(String[]::new));
    cloud.awaitLine("listening");
    return cloud;
  }

  private EdgeListener heard() {
    return new EdgeListener() {
      @Override
      public void uploaded(List<SampleId> samples, Instant at) {
        acknowledged.addAll(samples);
      }

      @Override
      public void linkChanged(String state) {
        links.add(state);
      }
    };
  }

  /** Writes until it is enough, sending what there is again and again. */
  private Set<SampleId> write(EdgeRuntime edge) {
    Set<SampleId> written = new LinkedHashSet<>();
    List<CharacterInContext> characters = written(1);
    for (int i = 0; !enough.get(); i++) {
      CharacterInContext character = characters.get(i % characters.size());
      Prediction prediction = predict(edge, character);
      edge.annotate(prediction.sample(), labelOf(character));
      written.add(prediction.sample());
      edge.flush();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return written;
  }

  private static void assertEndsWhileTheCloudTrains(EdgeRuntime device) {
    long begun = System.nanoTime();
    Await.get(CompletableFuture.runAsync(device::close));
    System.out.println("a device closed after ms " + millisSince(begun));
  }

  private static void assertStops(ChildJvm cloud) throws InterruptedException {
    assertThat(millisToStop(cloud)).isLessThan(MAX_MILLIS);
    assertThat(cloud.lines()).noneMatch(line -> line.contains(LEFT_AS_A_KILL));
  }

  private static long millisToStop(ChildJvm child) throws InterruptedException {
    long begun = System.nanoTime();
    child.process().destroy();
    assertThat(child.process().waitFor(MAX_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    long millis = millisSince(begun);
    System.out.println("SIGTERM to the end of the process: ms " + millis);
    assertThat(child.process().exitValue()).isEqualTo(SIGTERM_CODE);
    return millis;
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private static void assertToldWhenToComeBack(Bystander bystander) {
    assertThat(Await.get(bystander.closed())).isEqualTo(1001);
    assertThat(bystander.heard().get(bystander.heard().size() - 1))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.error()).isEqualTo(ErrorCode.BUSY);
              assertThat(refused.retryAfterMillis()).isBetween(1_000L, 10_000L);
            });
  }

  private void assertStoredAndNothingPublished(Set<SampleId> written) {
    List<SampleId> stored = stored();
    assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(written).containsAll(stored);
    try (CloudTrainer trainer = Cloud.openTrainer(cloudDirectory())) {
      assertThat(trainer.runs(TASK)).isEmpty();
      assertThat(trainer.models(TASK, Optional.of(new Scope.OfDevice(ID)))).isEmpty();
    }
  }

  private List<SampleId> stored() {
    return StoredSamples.atFreezePoint(cloudDirectory(), ID).stream()
        .map(Feature::sample)
        .collect(Collectors.toList());
  }

  private int waitingScopes(URI cloud) {
    return training(cloud).path("waitingScopes").asInt();
  }

  private int published(URI cloud) {
    return training(cloud).path("runsPublished").asInt();
  }

  private JsonNode training(URI cloud) {
    try {
      HttpRequest request = HttpRequest.newBuilder(cloud.resolve("/v1/admin/status")).build();
      String body = http.send(request, BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body).path("training");
    } catch (IOException e) {
      throw new AssertionError("no status", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
