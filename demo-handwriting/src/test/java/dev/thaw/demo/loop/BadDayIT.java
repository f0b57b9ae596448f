package dev.thaw.demo.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.protocol.ErrorCode;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What goes wrong on ordinary bad days. */
class BadDayIT extends LoopFixture {
  private final List<CharacterInContext> characters = written(1).subList(0, 40);

  @Test
  void aDeviceFindsTheCloudAgainAfterARestart() {
    Cloud cloud = startCloud();
    int port = cloud.server().port();
    EdgeRuntime edge = open(config("pen-1", cloud.uri()));
    annotateAndFlush(edge, characters.subList(0, 20));
    cloud.close();
    Await.until("the device notices", () -> edge.status().link().startsWith("offline"));
    annotate(edge, characters.subList(20, 40));
    CompletableFuture<FlushReport> flush = edge.flush();
    assertThat(flush).isNotDone();
    Cloud again = startCloud(port);
    assertThat(Await.get(flush).remaining()).isZero();
    assertThat(edge.status().link()).isEqualTo("online");
    TrainingRun run = again.train("pen-1");
    assertThat(run.samples()).isEqualTo(characters.size());
    awaitModel(edge, run.manifest().orElseThrow());
  }

  @Test
  void aDeviceThatWasThereFirstWaitsForTheCloud() throws Exception {
    int port = CrashIT.freePort();
    EdgeRuntime edge = open(config("pen-1", URI.create("http://127.0.0.1:" + port)));
    annotate(edge, characters);
    CompletableFuture<FlushReport> flush = edge.flush();
    Await.until("it was tried", () -> edge.status().lastError().isPresent());
    startCloud(port);
    assertThat(Await.get(flush).remaining()).isZero();
    assertThat(edge.status().uploads().stored()).isEqualTo(characters.size());
  }

  @Test
  void aSecondCloudOnTheSameDataIsRefused() {
    Cloud cloud = startCloud();
    assertThatThrownBy(() -> Cloud.start(cloudDirectory(), 0))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
        .message()
        .contains(cloudDirectory().toString())
        .contains("already open in this process")
        .doesNotContain("\n");
    assertThat(cloud.trainer().tasks()).hasSize(1);
  }

  @Test
  void aSecondCloudProcessOnTheSameDataIsRefused() throws Exception {
    startCloud();
    try (ChildJvm second =
        ChildJvm.start(
            ServedCloud.class, directory.resolve("log"), cloudDirectory().toString(), "0")) {
      assertThat(second.process().waitFor(Await.PATIENCE.toSeconds(), SECONDS)).isTrue();
      assertThat(second.process().exitValue()).isEqualTo(1);
      assertThat(second.lines())
          .filteredOn(line -> line.startsWith("refused"))
          .singleElement()
          .asString()
          .contains(cloudDirectory().toString())
          .contains("in use by another process");
    }
  }

  @Test
  void aPortInUseIsNamed() {
    Cloud cloud = startCloud();
    int port = cloud.server().port();
    assertThatThrownBy(() -> Cloud.start(directory.resolve("other"), port))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .message()
        .contains("127.0.0.1:" + port)
        .containsIgnoringCase("in use")
        .doesNotContain("\n");
    Cloud.start(directory.resolve("other"), 0).close();
  }

  @Test
  void aSecondDeviceOnTheSameDirectoryIsRefused() {
    Cloud cloud = startCloud();
    EdgeRuntime edge = open(config("pen-1", cloud.uri()));
    assertThatThrownBy(() -> EdgeRuntime.open(config("pen-1", cloud.uri())))
        .isInstanceOf(StorageException.class)
        .message()
        .contains(deviceDirectory("pen-1").toString())
        .contains("already open in this process")
        .doesNotContain("\n");
    annotateAndFlush(edge, characters);
  }
}
