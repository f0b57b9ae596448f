package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.canary.FallenHead;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallenHeadTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final Scope TEAM = new Scope.Cohort("team");
  private static final Map<String, Double> FELL =
      Map.of("canary.fell_back", 1.0, "canary.general_right", 9.0, "canary.head_right", 2.0);

  @TempDir Path dir;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private CloudTrainer cloud;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    cloud.addListener(
        new CloudListener() {
          @Override
          public void manifestDropped(String task, Scope scope) {
            told.add(scope + " runs nothing of its own");
          }

          @Override
          public void headFell(FallenHead head, Scope scope, boolean withdrawn) {
            told.add(head.device() + " fell back from " + scope + ", withdrawn " + withdrawn);
          }
        });
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void aPersonalHeadThatFellLosesItsPlaceAndTheHistorySaysWhy() {
    Digest fallen = train(PHONE, 0, 20);
    report("phone", fallen, FELL);
    settle();

    assertThat(runs("phone")).isEqualTo(Scope.GLOBAL);
    assertThat(told)
        .containsExactly(
            "device/phone runs nothing of its own",
            "phone fell back from device/phone, withdrawn true");
    ModelVersion why = newest(PHONE);
    assertThat(why.manifest().version()).isEqualTo(2);
    assertThat(why.verdict().published()).isFalse();
    assertThat(why.verdict().reason())
        .isEqualTo(
            "the device fell back to the model of global: on 9 of its later annotations the general"
                + " model was right and the head was not, on 2 the other way round");
    assertThat(why.manifest().metrics())
        .isEqualTo(
            Map.of("canary.general_right", 9.0, "canary.head_right", 2.0, "fallen.version", 1.0));
    cloud.close();
    cloud = World.open(dir);
    assertThat(runs("phone")).isEqualTo(Scope.GLOBAL);
    assertThat(newest(PHONE).verdict()).isEqualTo(why.verdict());
  }

  @Test
  void theReportMayComeAsOftenAsItLikes() {
    Digest fallen = train(PHONE, 0, 20);
    for (int i = 0; i < 5; i++) {
      report("phone", fallen, FELL);
    }
    settle();
    report("phone", fallen, FELL);
    settle();
    assertThat(told).hasSize(2);
    assertThat(cloud.models(TASK, Optional.of(PHONE))).hasSize(2);
  }

  @Test
  void theNextTrainingPublishesAgain() {
    Digest fallen = train(PHONE, 0, 20);
    report("phone", fallen, FELL);
    settle();
    Digest next = train(PHONE, 20, 28);
    assertThat(runs("phone")).isEqualTo(PHONE);
    assertThat(newest(PHONE).manifest().version()).isEqualTo(3);
    report("phone", fallen, FELL);
    settle();
    assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest())
        .as("a late report of the old one takes nothing away")
        .isEqualTo(next);
  }

  @Test
  void theDeviceFallsBackToItsCohortsHeadIfThereIsOne() {
    seen("phone", Optional.of("team"));
    Digest fallen = train(PHONE, 0, 20);
    await(cloud.train(TASK, TEAM));
    report("phone", fallen, FELL);
    settle();
    assertThat(runs("phone")).isEqualTo(TEAM);
    assertThat(newest(PHONE).verdict().reason())
        .startsWith("the device fell back to the model of cohort/team: on 9");
  }

  @Test
  void oneDeviceDoesNotTakeASharedHeadFromTheOthersButIsCountedOnce() {
    seen("phone", Optional.of("team"));
    seen("tablet", Optional.of("team"));
    Digest shared = train(TEAM, 0, 20);
    for (int i = 0; i < 3; i++) {
      report("phone", shared, FELL);
    }
    report("tablet", shared, FELL);
    settle();
    assertThat(runs("phone")).isEqualTo(TEAM);
    assertThat(told)
        .containsExactly(
            "phone fell back from cohort/team, withdrawn false",
            "tablet fell back from cohort/team, withdrawn false");
  }

  @Test
  void nobodyTakesAnotherDevicesHeadAway() {
    Digest fallen = train(PHONE, 0, 20);
    report("tablet", fallen, FELL);
    settle();
    assertThat(runs("phone")).isEqualTo(PHONE);
    assertThat(told).isEmpty();
  }

  @Test
  void aStatusThatTellsOfNoFallTakesNothingAway() {
    Digest own = train(PHONE, 0, 20);
    report("phone", own, Map.of("canary.on_trial", 1.0, "canary.general_right", 9.0));
    report("phone", own, Map.of("canary.fell_back", 0.0));
    report("phone", Digest.of(new byte[0]), FELL);
    cloud.deviceSeen(new DeviceReport("phone", "chess", Optional.empty(), Optional.of(own), FELL));
    settle();
    assertThat(runs("phone")).isEqualTo(PHONE);
    assertThat(told).isEmpty();
  }

  @Test
  void duringAChangeOfDepthTheReportWaitsForTheNextOne() {
    Digest fallen = train(PHONE, 0, 20);
    int depth = cloud.freeze(TASK).depth();
    var unused =
        cloud.setDepth(TASK, depth - 1, new SwitchRule.WhenRepaired(1, Duration.ofHours(1)));
    report("phone", fallen, FELL);
    settle();
    assertThat(runs("phone")).isEqualTo(PHONE);

    World.eventually(() -> cloud.cancelChange(TASK));
    World.eventually(() -> cloud.freezeStatus(TASK).change().isEmpty());
    report("phone", fallen, FELL);
    settle();
    assertThat(runs("phone")).isEqualTo(Scope.GLOBAL);
  }

  private Digest train(Scope scope, int from, int to) {
    await(cloud.ingest(batch("phone", features(cloud, to - from, from, 0, 1, 2, 3))));
    TrainingRun run = await(cloud.train(TASK, scope));
    assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
    return run.manifest().orElseThrow();
  }

  private void seen(String device, Optional<String> cohort) {
    cloud.deviceSeen(new DeviceReport(device, TASK, cohort, Optional.empty(), Map.of()));
  }

  private void report(String device, Digest manifest, Map<String, Double> figures) {
    cloud.deviceSeen(
        new DeviceReport(device, TASK, Optional.empty(), Optional.of(manifest), figures));
  }

  /** What was put on the training thread before is done. */
  private void settle() {
    await(cloud.dropVoidFeatures(TASK));
  }

  private Scope runs(String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest().scope();
  }

  private ModelVersion newest(Scope scope) {
    return cloud.models(TASK, Optional.of(scope)).get(0);
  }
}
