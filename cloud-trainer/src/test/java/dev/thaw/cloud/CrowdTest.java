package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.training.Crowd;
import dev.thaw.cloud.training.CrowdRules;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs for several devices: what each may give, and who judges. */
class CrowdTest {
  private static final Scope LOUD = new Scope.OfDevice("pen-0");
  private static final Scope SCHOOL = new Scope.Cohort("school");
  private static final int LOUD_SAMPLES = 100;
  private static final TrainingSettings UNRULED = TrainingSettings.defaults().with(CrowdRules.NONE);

  @TempDir Path dir;

  @Test
  void aDeviceThatFloodsIsCappedAndTheRunTells() {
    try (CloudTrainer cloud = crowd("cloud", TrainingSettings.defaults(), 6, LOUD_SAMPLES)) {
      Crowd crowd = await(cloud.train(TASK, Scope.GLOBAL)).crowd().orElseThrow();

      assertThat(crowd.devices()).isEqualTo(6);
      assertThat(crowd.capped()).isEqualTo(1);
      assertThat(crowd.leftOut())
          .as("twice the median of 20 is taken")
          .isEqualTo(LOUD_SAMPLES - 40);
      assertThat(crowd.jurors()).isBetween(5L, 6L);
    }
  }

  @Test
  void aCohortHasTheSameRules() {
    try (CloudTrainer cloud = crowd("cloud", TrainingSettings.defaults(), 6, LOUD_SAMPLES)) {
      for (int i = 0; i < 6; i++) {
        cloud.deviceSeen(
            new DeviceReport("pen-" + i, TASK, Optional.of("school"), Optional.empty(), Map.of()));
      }

      TrainingRun run = await(cloud.train(TASK, SCHOOL));

      assertThat(run.crowd().orElseThrow().capped()).isEqualTo(1);
      assertThat(run.crowd().orElseThrow().jurors()).isBetween(5L, 6L);
    }
  }

  @Test
  void theScopeOfOneDeviceIsNeitherCappedNorJudged() {
    TrainingRun ruled = trainLoud("ruled", TrainingSettings.defaults());
    TrainingRun unruled = trainLoud("unruled", UNRULED);

    assertThat(ruled.samples()).isEqualTo(LOUD_SAMPLES);
    assertThat(ruled.crowd()).isEmpty();
    assertThat(ruled.loss()).isEqualTo(unruled.loss());
    assertThat(ruled.verdict()).isEqualTo(unruled.verdict());
    assertThat(layers("ruled", LOUD)).isEqualTo(layers("unruled", LOUD));
  }

  @Test
  void theSameFeaturesGiveTheSameHead() {
    for (String name : List.of("one", "other")) {
      try (CloudTrainer cloud = crowd(name, TrainingSettings.defaults(), 6, LOUD_SAMPLES)) {
        assertThat(await(cloud.train(TASK, Scope.GLOBAL)).verdict().published()).isTrue();
      }
    }

    assertThat(layers("other", Scope.GLOBAL)).isEqualTo(layers("one", Scope.GLOBAL));
  }

  @Test
  void fewDevicesDoNotJudgeAndTheReasonSaysSo() {
    try (CloudTrainer cloud = crowd("cloud", TrainingSettings.defaults(), 4, 20)) {
      TrainingRun run = await(cloud.train(TASK, Scope.GLOBAL));

      assertThat(run.samples()).as("nothing is held out").isEqualTo(80);
      assertThat(run.crowd().orElseThrow().jurors()).isZero();
      assertThat(run.verdict().reason())
          .endsWith("not judged, for fewer than 5 devices hold out samples");
    }
  }

  @Test
  void whatDevicesHeldBackIsInTheHistoryAndTheHeadBeforeStays() {
    CrowdRules gateAlone = CrowdRules.NONE.withJudgement(true);
    try (CloudTrainer cloud = crowd("cloud", TrainingSettings.defaults().with(gateAlone), 7, 20)) {
      assertThat(await(cloud.train(TASK, Scope.GLOBAL)).verdict().published()).isTrue();
      List<LayerEntry> before =
          cloud.manifestFor(TASK, "pen-0", Optional.empty()).manifest().layers();
      spoil(cloud);

      TrainingRun run = await(cloud.train(TASK, Scope.GLOBAL));

      assertThat(run.verdict().published()).isFalse();
      ModelVersion newest = cloud.models(TASK, Optional.of(Scope.GLOBAL)).get(0);
      assertThat(newest.current()).isFalse();
      assertThat(newest.verdict().reason()).startsWith("it would do harm").contains("7 devices");
      assertThat(cloud.manifestFor(TASK, "pen-0", Optional.empty()).manifest().layers())
          .isEqualTo(before);
      assertThat(cloud.run(TASK, run.id())).contains(run);
    }
  }

  @Test
  void aTimeInTheFarFutureOnlyDecidesAboutTheDevicesOwnSample() {
    try (CloudTrainer cloud = World.open(dir)) {
      Feature honest = features(cloud, 1, 0, 1).get(0);
      Instant future = Instant.parse("9999-01-01T00:00:00Z");
      Feature lie = new Feature(honest.activation(), 2, future);
      await(cloud.ingest(batch("liar", lie)));

      assertThat(await(cloud.ingest(batch("honest", honest))).outcomes())
          .containsExactly(SampleOutcome.STORED);

      assertThat(cloud.featureCounts(TASK).devices())
          .anySatisfy(
              device -> {
                assertThat(device.deviceId()).isEqualTo("honest");
                assertThat(device.byLabel()).isEqualTo(Map.of("b", 1L));
              });
    }
  }

  /** Two devices flood the cloud with the same wrong labels. */
  private static void spoil(CloudTrainer cloud) {
    for (int i = 0; i < 2; i++) {
      List<Feature> lies =
          features(cloud, 200, 9_000 + 1_000L * i, 0, 1, 2, 3).stream()
              .map(f -> new Feature(f.activation(), (f.label() + 1) % 4, f.annotatedAt()))
              .toList();
      await(cloud.ingest(batch("pen-" + i, lies)));
    }
  }

  private TrainingRun trainLoud(String name, TrainingSettings settings) {
    try (CloudTrainer cloud = crowd(name, settings, 6, LOUD_SAMPLES)) {
      return await(cloud.train(TASK, LOUD));
    }
  }

  private List<LayerEntry> layers(String name, Scope scope) {
    try (CloudTrainer cloud = World.open(dir.resolve(name))) {
      return cloud.models(TASK, Optional.of(scope)).get(0).manifest().layers();
    }
  }

  /** Pen 0 uploads {@code loud} samples, the others 20. */
  private CloudTrainer crowd(String name, TrainingSettings settings, int devices, int loud) {
    CloudTrainer cloud =
        World.open(World.manual(dir.resolve(name)).with(settings), Clock.systemUTC());
    for (int i = 0; i < devices; i++) {
      int count = i == 0 ? loud : 20;
      List<Feature> uploads = features(cloud, count, 1_000L * i, 0, 1, 2, 3);
      await(cloud.ingest(batch("pen-" + i, uploads)));
    }
    return cloud;
  }
}
