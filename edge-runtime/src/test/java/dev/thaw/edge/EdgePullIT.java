package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.core.buffer.Buffer;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** New models, good ones and others. */
class EdgePullIT extends EdgeFixture {
  @Test
  void aNoticeIsFollowedByAnInstallOfOnlyTheChangedLayers() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    assertThat(cloud.layersServed).as("all were bundled").isEmpty();
    List<byte[]> layers = Samples.baseWith(Samples.DEPTH, 5);
    Digest wanted = cloud.publish(Releases.of(2, Samples.DEPTH, 0, layers)).digest();
    cloud.sendNotice();
    awaitInstalled(edge, 2);
    assertThat(edge.status().model()).contains(wanted);
    assertThat(edge.status().version()).isEqualTo(2);
    assertThat(cloud.layersServed)
        .containsExactlyInAnyOrder(Digest.of(layers.get(6)), Digest.of(layers.get(7)));
    long bytes = layers.get(6).length + layers.get(7).length;
    assertThat(edge.status().traffic().layersDown()).isEqualTo(bytes);
    Await.until(
        "the cloud is told",
        () ->
            cloud.all(Message.Status.class).stream()
                .anyMatch(status -> status.current().equals(Optional.of(wanted))));
  }

  @Test
  void anUnchangedManifestIsNotTransferredAgain() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    Await.get(edge.sync());
    long bytes = edge.status().traffic().manifestsDown();
    assertThat(Await.get(edge.sync())).isEqualTo(new PullOutcome.Unchanged());
    assertThat(cloud.notModified).hasPositiveValue();
    assertThat(edge.status().traffic().manifestsDown()).isEqualTo(bytes);
  }

  @Test
  void aDamagedLayerLeavesTheOldModel() {
    cloud.tamper =
        bytes -> {
          byte[] damaged = bytes.clone();
          damaged[damaged.length / 2] ^= 1;
          return damaged;
        };
    refused(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 5)), cloud.keys, "layer");
  }

  @Test
  void aLayerOfAnotherLengthLeavesTheOldModel() {
    cloud.tamper = bytes -> new byte[bytes.length + 100_000];
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 5)));
    assertThat(Await.get(edge.sync()))
        .isNotInstanceOfAny(PullOutcome.Installed.class, PullOutcome.Unchanged.class);
    assertThat(edge.status().version()).isEqualTo(1);
  }

  @Test
  void aVersionThatIsReplacedAndDeletedWhileItIsFetchedGivesWayToTheNext() {
    EdgeRuntime edge = open(config());
    awaitLink(edge, "online");
    Await.get(edge.sync()); // no other pull is under way
    List<byte[]> second = Samples.baseWith(Samples.DEPTH, 5);
    List<byte[]> third = Samples.baseWith(Samples.DEPTH, 6);
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, second));
    Digest last = Digest.of(second.get(7));
    cloud.beforeLayer =
        layer -> {
          if (layer.equals(last)) {
            cloud.forget(last);
            cloud.publish(Releases.of(3, Samples.DEPTH, 0, third));
          }
        };
    assertThat(Await.get(edge.sync()))
        .isInstanceOfSatisfying(
            PullOutcome.Installed.class, installed -> assertThat(installed.version()).isEqualTo(3));
    assertThat(cloud.layersServed).contains(last, Digest.of(third.get(7)));
    assertThat(edge.status().version()).isEqualTo(3);
  }

  @Test
  void aLayerThatIsNowhereLeavesTheOldModelAfterAFewTries() {
    EdgeRuntime edge = open(config());
    awaitLink(edge, "online");
    Await.get(edge.sync()); // no other pull is under way
    List<byte[]> layers = Samples.baseWith(Samples.DEPTH, 5);
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, layers));
    Digest missing = Digest.of(layers.get(6));
    cloud.forget(missing);
    assertThat(Await.get(edge.sync()))
        .isEqualTo(new PullOutcome.Rejected("/v1/layers/" + missing.hex() + " answered 404"));
    assertThat(cloud.layersServed).containsExactly(missing, missing, missing);
    assertThat(edge.status().version()).isEqualTo(1);
  }

  @Test
  void aStrangersSignatureLeavesTheOldModel() {
    KeyPair stranger = SigningKeys.generate(new SecureRandom());
    refused(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 5)), stranger, "not signed");
  }

  @Test
  void anotherTasksManifestLeavesTheOldModel() {
    TaskSpec other =
        new TaskSpec(
            "signatures", "handwriting", Samples.TASK.labels(), Samples.TASK.inputShapes());
    refused(release(other, Scope.GLOBAL), cloud.keys, "task \"signatures\"");
  }

  @Test
  void otherLabelsLeaveTheOldModel() {
    TaskSpec other =
        new TaskSpec(
            Samples.TASK.name(), "handwriting", List.of("yes", "no"), Samples.TASK.inputShapes());
    refused(release(other, Scope.GLOBAL), cloud.keys, "task");
  }

  @Test
  void aManifestForAnotherDeviceLeavesTheOldModel() {
    refused(release(Samples.TASK, new Scope.OfDevice("pen-2")), cloud.keys, "device/pen-2");
  }

  @Test
  void layersThatAreNoModelLeaveTheOldModel() {
    List<byte[]> layers = Samples.layersOf(Samples.TASK, 9);
    List<byte[]> swapped =
        List.of(
            layers.get(1),
            layers.get(0),
            layers.get(2),
            layers.get(3),
            layers.get(4),
            layers.get(5),
            layers.get(6),
            layers.get(7));
    refused(Releases.of(2, Samples.DEPTH, 0, swapped), cloud.keys, "layers do not make the model");
  }

  @Test
  void anEarlierVersionOfTheSameScopeLeavesTheLaterModel() {
    EdgeRuntime edge = open(config());
    install(edge, cloud, Releases.of(3, Samples.DEPTH, 0, Samples.baseWith(6, 5)));
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 4)));
    assertThat(Await.get(edge.sync()))
        .isEqualTo(
            new PullOutcome.Rejected(
                "version 2 of scope global is older than the installed version 3"));
    assertThat(edge.status().version()).isEqualTo(3);
    install(edge, cloud, release(Samples.TASK, new Scope.OfDevice("pen-1")));
  }

  @Test
  void theFirstKeySeenIsTrustedForGood() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    edge.close();
    KeyPair first = cloud.keys;
    cloud.keys = SigningKeys.generate(new SecureRandom());
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 5)));
    EdgeRuntime again = open(config());
    assertThat(Await.get(again.sync())).isInstanceOf(PullOutcome.Rejected.class);
    assertThat(again.status().version()).isEqualTo(1);
    cloud.publish(Releases.of(3, Samples.DEPTH, 0, Samples.baseWith(6, 5)), first);
    Await.get(again.sync());
    assertThat(again.status().version()).isEqualTo(3);
  }

  @Test
  void aConfiguredKeyIsTheOnlyOneTrusted() {
    KeyPair other = SigningKeys.generate(new SecureRandom());
    EdgeRuntime edge = open(config().withCloudKey(other.getPublic()));
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Rejected.class);
    assertThat(edge.status().version()).isZero();
    assertThat(cloud.requests).noneMatch(request -> request.contains("/v1/key"));
  }

  @Test
  void theInstalledModelIsThereAfterARestartWithoutACloud() {
    EdgeRuntime edge = open(config());
    List<byte[]> layers = Samples.baseWith(3, 5);
    install(edge, cloud, Releases.of(2, Samples.DEPTH, 0, layers));
    float[] before = edge.predict(Samples.input(1)).probabilities();
    edge.close();
    cloud.stop();
    EdgeRuntime again = open(config());
    assertThat(again.status().version()).isEqualTo(2);
    assertThat(again.predict(Samples.input(1)).probabilities()).isEqualTo(before);
    assertThat(again.layerRuns(0)).isPositive();
  }

  @Test
  void aPersonalManifestIsAskedForAndInstalled() {
    EdgeRuntime edge = open(config().withCohort("left-handed"));
    awaitInstalled(edge, 1);
    install(edge, cloud, release(Samples.TASK, new Scope.OfDevice("pen-1")));
    install(edge, cloud, release(Samples.TASK, new Scope.Cohort("left-handed")));
    assertThat(cloud.requests)
        .anyMatch(r -> r.contains("device=pen-1") && r.contains("cohort=left-handed"));
    Message.Hello hello = cloud.all(Message.Hello.class).get(0);
    assertThat(hello.cohort()).contains("left-handed");
    assertThat(hello.status()).containsKeys("outbox", "cache.hits");
  }

  @Test
  void garbageInsteadOfAWelcomeIsSurvived() {
    cloud.insteadOfWelcome = Optional.of(Buffer.buffer(new byte[200]));
    EdgeRuntime edge = open(config().withTimings(EdgeUploadIT.hasty()));
    Await.until(
        "it is reported", () -> edge.status().lastError().orElse("").contains("unreadable frame"));
    cloud.insteadOfWelcome = Optional.empty();
    awaitLink(edge, "online");
  }

  @Test
  void aDirectoryBelongsToOneDeviceAndOneRuntime() {
    EdgeRuntime edge = open(config());
    assertThatThrownBy(() -> EdgeRuntime.open(config(), shared))
        .hasMessageContaining(directory.toString());
    edge.close();
    assertThatThrownBy(() -> EdgeRuntime.open(config().withDeviceId("pen-2"), shared))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pen-1")
        .hasMessageContaining("pen-2");
    open(config());
  }

  @Test
  void closingEvictsWhatNobodyAnnotatedAndReleasesEverything() {
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 2);
    edge.predict(Samples.input(5));
    edge.close();
    assertThat(dev.thaw.cache.rocks.RocksDatabase.liveHandles()).isZero();
    assertThatThrownBy(() -> edge.predict(Samples.input(1)))
        .isInstanceOf(IllegalStateException.class);
    EdgeRuntime again = open(config());
    assertThat(again.predict(Samples.input(0)).cacheHit()).isTrue();
    assertThat(again.predict(Samples.input(5)).cacheHit()).isFalse();
  }

  @Test
  void closingDuringAPullOrAFlushCompletesBoth() {
    for (int i = 0; i < 10; i++) {
      cloud.publish(Releases.of(i + 2, Samples.DEPTH, 0, Samples.baseWith(Samples.DEPTH, i)));
      EdgeRuntime edge = EdgeRuntime.open(config());
      annotate(edge, i, i + 1);
      CompletableFuture<PullOutcome> pull = edge.sync();
      CompletableFuture<FlushReport> flush = edge.flush();
      edge.close();
      Await.get(flush);
      Await.get(pull);
    }
    assertThat(dev.thaw.cache.rocks.RocksDatabase.liveHandles()).isZero();
  }

  @Test
  void aRuntimeOfItsOwnLeavesNoThreadBehind() {
    EdgeRuntime edge = EdgeRuntime.open(config());
    awaitLink(edge, "online");
    long before = vertxThreads();
    edge.close();
    Await.until("its threads end", () -> vertxThreads() < before);
  }

  private static long vertxThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vert.x"))
        .count();
  }

  private static Releases release(TaskSpec task, Scope scope) {
    List<byte[]> layers =
        task.labels().size() == Samples.TASK.labels().size()
            ? Samples.baseWith(6, 5 + scope.path().length())
            : Samples.layersOf(task, 1);
    return Releases.of(task, scope, 2, Samples.DEPTH, 0, Releases.LONG_AGO, layers);
  }

  private void refused(Releases release, KeyPair signer, String reason) {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    float[] before = edge.predict(Samples.input(1)).probabilities();
    cloud.publish(release, signer);
    assertThat(Await.get(edge.sync()))
        .isInstanceOfSatisfying(
            PullOutcome.Rejected.class, r -> assertThat(r.reason()).contains(reason));
    assertThat(edge.status().rejections()).isEqualTo(1);
    assertThat(edge.status().lastError().orElse("")).contains(reason);
    assertThat(edge.status().version()).isEqualTo(1);
    Prediction after = edge.predict(Samples.input(1));
    assertThat(after.probabilities()).isEqualTo(before);
    assertThat(after.cacheHit()).isTrue();
  }
}
