package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.ManifestCodec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");

  @TempDir Path dir;

  @Test
  void aTrainedHeadIsSignedAndBecomesTheDevicesManifestAndNobodyElses() {
    try (CloudTrainer cloud = World.openDescending(dir)) {
      SignedManifest global = cloud.manifestFor(TASK, "phone", Optional.empty());
      await(cloud.ingest(batch("phone", features(cloud, 40, 0, 0, 1, 2, 3))));

      TrainingRun run = await(cloud.train(TASK, PHONE));

      assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
      assertThat(run.samples()).isEqualTo(40);
      assertThat(run.replayed()).as("5 of each class").isEqualTo(4 * 5);
      assertThat(run.steps()).isPositive();
      SignedManifest personal = cloud.manifestFor(TASK, "phone", Optional.empty());
      assertThat(Optional.of(personal.digest())).isEqualTo(run.manifest());
      assertThat(personal.manifest().scope()).isEqualTo(PHONE);
      assertThat(
              ManifestCodec.verify(ManifestCodec.toEnvelope(personal), cloud.publicKey()).digest())
          .isEqualTo(personal.digest());
      assertThat(cloud.manifestFor(TASK, "tablet", Optional.empty()).digest())
          .isEqualTo(global.digest());
      assertOnlyHeadChanged(global.manifest(), personal.manifest());
      assertThat(accuracy(cloud, personal.manifest()))
          .isGreaterThan(accuracy(cloud, global.manifest()));
    }
  }

  @Test
  void classesThatWereNeverUploadedAreCoveredByGeneralFeatures() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 20, 0, 0, 1))));

      TrainingRun run = await(cloud.train(TASK, PHONE));

      assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
      assertThat(run.replayed()).isEqualTo(4 * 5);
      assertThat(run.verdict().reason()).contains("2 uploaded, 2 by general features alone");
    }
  }

  @Test
  void aHeadIsHeldBackIfAClassHasNeitherUploadsNorGeneralFeatures() {
    try (CloudTrainer cloud = CloudTrainer.open(World.manual(dir), Clock.systemUTC())) {
      cloud.install(World.base(5, World.LABELS - 1));
      SignedManifest before = cloud.manifestFor(TASK, "phone", Optional.empty());
      await(cloud.ingest(batch("phone", features(cloud, 20, 0, 0, 1))));

      TrainingRun run = await(cloud.train(TASK, PHONE));

      assertThat(run.verdict().published()).isFalse();
      assertThat(run.verdict().reason()).contains("1 of 4 classes").contains(" d");
      assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest())
          .isEqualTo(before.digest());
      List<ModelVersion> history = cloud.models(TASK, Optional.of(PHONE));
      assertThat(history).hasSize(1);
      assertThat(history.get(0).verdict()).isEqualTo(run.verdict());
      assertThat(history.get(0).current()).isFalse();
      assertThat(cloud.runs(TASK)).containsExactly(run);
    }
  }

  @Test
  void tooFewSamplesAreNotTrainedOn() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 3, 0, 0, 1))));

      TrainingRun run = await(cloud.train(TASK, PHONE));

      assertThat(run.verdict().published()).isFalse();
      assertThat(run.verdict().reason()).isEqualTo("3 samples, fewer than 8");
      assertThat(run.version()).isEmpty();
    }
  }

  @Test
  void aCohortTrainsOnItsMembersAndTheGlobalScopeOnEverybody() {
    try (CloudTrainer cloud = World.open(dir)) {
      seen(cloud, "phone", "left");
      seen(cloud, "tablet", "left");
      seen(cloud, "watch", "right");
      for (String device : List.of("phone", "tablet", "watch")) {
        await(cloud.ingest(batch(device, features(cloud, 12, device.length() * 100L, 0, 1, 2, 3))));
      }

      TrainingRun cohort = await(cloud.train(TASK, new Scope.Cohort("left")));
      TrainingRun global = await(cloud.train(TASK, Scope.GLOBAL));

      assertThat(cohort.samples()).isEqualTo(24);
      assertThat(global.samples()).isEqualTo(36);
      assertThat(scopeFor(cloud, "phone")).isEqualTo(new Scope.Cohort("left"));
      assertThat(scopeFor(cloud, "watch")).isEqualTo(Scope.GLOBAL);
      assertThat(cloud.manifestFor(TASK, "watch", Optional.empty()).manifest().version())
          .isEqualTo(2);
    }
  }

  @Test
  void theHistoryKeepsEveryVersionNewestFirst() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 16, 0, 0, 1, 2, 3))));
      await(cloud.train(TASK, PHONE));
      await(cloud.ingest(batch("phone", features(cloud, 16, 50, 0, 1, 2, 3))));
      await(cloud.train(TASK, PHONE));

      List<ModelVersion> history = cloud.models(TASK, Optional.of(PHONE));

      assertThat(history.stream().map(v -> v.manifest().version())).containsExactly(2L, 1L);
      assertThat(history.stream().map(ModelVersion::current)).containsExactly(true, false);
      assertThat(history.get(0).manifest().metrics()).containsEntry("samples", 32.0);
      assertThat(cloud.models(TASK, Optional.empty())).hasSize(3);
    }
  }

  @Test
  void thePolicyTrainsOnceEnoughFeaturesAreNew() {
    TrainingPolicy policy = new TrainingPolicy(Set.of(ScopeKind.DEVICE), 16, Duration.ofDays(1));
    List<TrainingRun> runs = new CopyOnWriteArrayList<>();
    try (CloudTrainer cloud = World.open(CloudConfig.in(dir).with(policy), Clock.systemUTC())) {
      cloud.addListener(collect(runs));
      await(cloud.ingest(batch("phone", features(cloud, 15, 0, 0, 1, 2, 3))));
      assertThat(cloud.stats().waitingScopes()).isZero();
      await(cloud.ingest(batch("phone", features(cloud, 5, 50, 0, 1, 2, 3))));
      World.eventually(() -> !runs.isEmpty());

      assertThat(runs.get(0).samples()).isEqualTo(20);
    }
  }

  @Test
  void thePolicyTrainsAfterTheLongestDelayWithFewFeatures() {
    TrainingPolicy policy =
        new TrainingPolicy(Set.of(ScopeKind.DEVICE, ScopeKind.GLOBAL), 1000, Duration.ofMillis(40));
    List<TrainingRun> runs = new CopyOnWriteArrayList<>();
    try (CloudTrainer cloud = World.open(CloudConfig.in(dir).with(policy), Clock.systemUTC())) {
      cloud.addListener(collect(runs));
      await(cloud.ingest(batch("phone", features(cloud, 10, 0, 0, 1, 2, 3))));
      World.eventually(() -> runs.size() >= 2);

      assertThat(runs.stream().map(TrainingRun::scope).toList()).contains(PHONE, Scope.GLOBAL);
    }
  }

  @Test
  void featuresThatWereTrainedOnAreNotNewAfterARestartAndOthersAre() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 20, 0, 0, 1, 2, 3))));
      await(cloud.ingest(batch("tablet", features(cloud, 20, 0, 0, 1, 2, 3))));
      await(cloud.train(TASK, PHONE));
    }
    TrainingPolicy policy = new TrainingPolicy(Set.of(ScopeKind.DEVICE), 10, Duration.ofDays(1));
    try (CloudTrainer cloud = World.open(CloudConfig.in(dir).with(policy), Clock.systemUTC())) {
      World.eventually(() -> cloud.runs(TASK).size() == 2);
      World.eventually(() -> cloud.stats().waitingScopes() == 0);

      assertThat(cloud.runs(TASK).stream().map(r -> r.scope().path()))
          .containsExactly("device/tablet", "device/phone");
    }
  }

  @Test
  void askingAgainWhileAScopeWaitsJoinsTheRequest() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 20, 0, 0, 1, 2, 3))));
      List<CompletableFuture<TrainingRun>> asked = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        asked.add(cloud.train(TASK, PHONE));
      }
      asked.forEach(World::await);

      assertThat(cloud.runs(TASK)).hasSizeLessThan(50);
    }
  }

  @Test
  void theSameFeaturesGiveTheSameHead() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 20, 0, 0, 1, 2, 3))));
      await(cloud.train(TASK, PHONE));
      await(cloud.train(TASK, PHONE));

      List<ModelVersion> history = cloud.models(TASK, Optional.of(PHONE));
      assertThat(history.get(0).manifest().layers()).isEqualTo(history.get(1).manifest().layers());
    }
  }

  @Test
  void trainingAnUnknownTaskFails() {
    try (CloudTrainer cloud = World.open(dir)) {
      IngestTest.assertRefused(cloud.train("digits", PHONE), ErrorCode.UNKNOWN_TASK, "digits");
    }
  }

  private static CloudListener collect(List<TrainingRun> runs) {
    return new CloudListener() {
      @Override
      public void trainingFinished(TrainingRun run) {
        runs.add(run);
      }
    };
  }

  private static void assertOnlyHeadChanged(Manifest before, Manifest after) {
    int depth = before.freeze().depth();
    assertThat(after.freeze()).isEqualTo(before.freeze());
    assertThat(after.layers().subList(0, depth)).isEqualTo(before.layers().subList(0, depth));
    for (int i = depth; i < after.layers().size(); i++) {
      assertThat(after.layers().get(i).digest()).isNotEqualTo(before.layers().get(i).digest());
    }
  }

  private static void seen(CloudTrainer cloud, String device, String cohort) {
    cloud.deviceSeen(
        new DeviceReport(device, TASK, Optional.of(cohort), Optional.empty(), Map.of()));
  }

  private static Scope scopeFor(CloudTrainer cloud, String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest().scope();
  }

  private static double accuracy(CloudTrainer cloud, Manifest manifest) {
    int right = 0;
    try (LayeredModel model = World.model(cloud, manifest)) {
      for (int i = 0; i < 40; i++) {
        List<Tensor> image = List.of(World.image(i % World.LABELS, 5_000 + i));
        float[] logits = model.forward(0, model.layerCount(), image).get(0).toFloats();
        right += World.largest(logits) == i % World.LABELS ? 1 : 0;
      }
    }
    return right / 40.0;
  }
}
