package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shallower depth that is switched to when its samples are repaired. */
class WaitingChangeIT extends LoopFixture {
  private static final String PRESENT = "pen-1";
  private static final String AWAY = "pen-2";
  private static final int DEPTH = 6;
  private static final int COMING = 5;
  private static final int EACH = 62;
  private static final int LATER = 10;
  private static final WhenRepaired MOST = new WhenRepaired(0.8, Duration.ofHours(1));

  private final SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);
  private Cloud cloud;
  private EdgeRuntime present;
  private EdgeRuntime away;

  /** Two trained devices; one of them is away. */
  @BeforeEach
  void trainBoth() {
    cloud = startCloud();
    present = open(config(PRESENT, cloud.uri()));
    away = open(config(AWAY, cloud.uri()).withGate(new Gate(gauge, GateRule.DEFAULT)));
    writeAndTrain(present, 1);
    writeAndTrain(away, 2);
    goAway();
  }

  @Test
  void everythingRunsAtTheOldDepthUntilEnoughIsRepaired() {
    List<float[]> before = probabilities(present, of(1));
    List<float[]> beforeAway = probabilities(away, of(2));
    CompletableFuture<FreezeChange> change = begin(MOST);
    Await.until(
        "the present device has repaired its samples",
        () -> {
          assertEqual(probabilities(present, of(1).subList(0, 5)), before.subList(0, 5));
          return counts(PRESENT).ready() == EACH;
        });
    assertStillOld(change);
    assertEqual(probabilities(present, of(1)), before);

    annotateAndFlush(present, later());
    assertThat(counts(PRESENT).ready()).as("new ones too").isEqualTo(EACH + LATER);
    assertThat(features().usable()).as("and at the old depth").isEqualTo(2L * EACH + LATER);
    TrainingRun run = cloud.train(PRESENT);
    assertThat(run.samples()).isEqualTo(EACH + LATER);
    assertStillOld(change);
    assertEqual(probabilities(away, of(2)), beforeAway);

    gauge.set(Surroundings.PLENTY);
    FreezeChange done = Await.get(change);
    assertThat(done.after().depth()).isEqualTo(COMING);
    assertThat(done.voided()).isLessThanOrEqualTo((2 * EACH + LATER) / 5);
    assertThat(status().last().orElseThrow().outcome()).isEqualTo(Outcome.SWITCHED);
    awaitAllRepaired(2L * EACH + LATER);
    assertThat(cloud.train(PRESENT).samples()).isEqualTo(EACH + LATER);
    assertThat(cloud.train(AWAY).samples()).isEqualTo(EACH);
    assertThat(present.status().uploads().stale()).isZero();
  }

  @Test
  void headsOfTheComingDepthAreReadyWhenItIsSwitchedTo() {
    gauge.set(Surroundings.PLENTY);
    FreezeChange change = Await.get(begin(new WhenRepaired(1, Duration.ofHours(1))));
    assertThat(change.voided()).isZero();
    assertThat(change.retrained()).contains(new Scope.OfDevice(PRESENT), new Scope.OfDevice(AWAY));
    assertThat(change.dropped()).isEmpty();
    awaitAllRepaired(2L * EACH);
  }

  @Test
  void atTheDeadlineItSwitchesWithWhatThereIs() {
    List<float[]> before = probabilities(away, of(2));
    FreezeChange change = Await.get(begin(new WhenRepaired(1, Duration.ofSeconds(3))));
    assertThat(change.voided()).isEqualTo(EACH);
    assertThat(change.retrained()).contains(new Scope.OfDevice(PRESENT));
    assertThat(change.carried()).contains(new Scope.OfDevice(AWAY));
    gauge.set(Surroundings.PLENTY);
    awaitDepth(away, COMING);
    assertEqual(probabilities(away, of(2)), before);
    awaitAllRepaired(2L * EACH);
  }

  @Test
  void aCancelledChangeLeavesTheOldDepthAndWhatWasRepaired() {
    FreezeState old = cloud.trainer().freeze(TASK);
    CompletableFuture<FreezeChange> change = begin(MOST);
    Await.until("one device is done", () -> counts(PRESENT).ready() == EACH);
    assertThat(cloud.trainer().cancelChange(TASK)).isTrue();
    assertThatThrownBy(() -> Await.get(change)).hasStackTraceContaining("cancelled");
    assertThat(cloud.trainer().freeze(TASK)).isEqualTo(old);
    assertThat(cloud.trainer().wantedFreeze(TASK)).isEqualTo(old);

    long sent = present.status().uploads().sent();
    annotateAndFlush(present, later());
    assertThat(present.status().uploads().sent() - sent).as("only the new").isEqualTo(LATER);
    gauge.set(Surroundings.PLENTY);
    awaitLink(away, "online");
    assertThat(Await.get(away.flush()).remaining()).isZero();
    assertThat(away.status().repairs().asked()).isZero();
    assertThat(features().usable()).isEqualTo(2L * EACH + LATER);

    goAway();
    FreezeChange again = Await.get(cloud.trainer().setDepth(TASK, COMING));
    assertThat(again.voided())
        .as("the other's, and what came at the old depth")
        .isEqualTo(EACH + LATER);
    gauge.set(Surroundings.PLENTY);
    awaitAllRepaired(2L * EACH + LATER);
  }

  @Test
  void itWaitsOnAfterTheCloudWasStartedAgain() {
    int port = cloud.server().port();
    begin(MOST);
    Await.until("one device is done", () -> counts(PRESENT).ready() == EACH);
    cloud.close();
    cloud = startCloud(port);
    FreezeStatus.Running resumed = status().change().orElseThrow();
    assertThat(resumed.resumed()).isTrue();
    assertThat(resumed.phase()).isEqualTo(Phase.WAITING_FOR_REPAIR);
    assertThat(cloud.trainer().freeze(TASK).depth()).isEqualTo(DEPTH);
    gauge.set(Surroundings.PLENTY);
    Await.until("the switch", () -> cloud.trainer().freeze(TASK).depth() == COMING);
    assertThat(status().last().orElseThrow().resumed()).isTrue();
    awaitAllRepaired(2L * EACH);
    assertThat(present.status().repairs().sent()).as("once each").isEqualTo(EACH);
  }

  private CompletableFuture<FreezeChange> begin(WhenRepaired rule) {
    return cloud.trainer().setDepth(TASK, COMING, rule);
  }

  private void assertStillOld(CompletableFuture<FreezeChange> change) {
    assertThat(change).isNotDone();
    FreezeStatus now = status();
    assertThat(now.freeze().depth()).isEqualTo(DEPTH);
    assertThat(now.change().orElseThrow().phase()).isEqualTo(Phase.WAITING_FOR_REPAIR);
    assertThat(cloud.trainer().wantedFreeze(TASK).depth()).isEqualTo(COMING);
    assertThat(present.status().freeze().orElseThrow().depth()).isEqualTo(DEPTH);
  }

  private void awaitAllRepaired(long all) {
    Await.until("all are usable", () -> features().usable() == all);
    assertThat(features().voided()).isZero();
    for (EdgeRuntime edge : List.of(present, away)) {
      awaitDepth(edge, COMING);
      Await.until("the outbox is empty", () -> edge.status().outbox() == 0);
      assertThat(edge.status().uploads().lost()).isZero();
      assertThat(edge.status().repairs().lost()).isZero();
    }
  }

  private void writeAndTrain(EdgeRuntime edge, int writer) {
    probabilities(edge, written(writer).subList(0, EACH + LATER));
    annotateAndFlush(edge, of(writer));
    TrainingRun run = cloud.train(edge.deviceId());
    assertThat(run.verdict().published()).as("%s", run.verdict()).isTrue();
    awaitModel(edge, run.manifest().orElseThrow());
  }

  private void goAway() {
    gauge.set(new Surroundings(OptionalDouble.empty(), true, Network.NONE));
    awaitLink(away, "offline");
  }

  private static List<CharacterInContext> of(int writer) {
    return written(writer).subList(0, EACH);
  }

  private static List<CharacterInContext> later() {
    return new ArrayList<>(written(1).subList(EACH, EACH + LATER));
  }

  private RepairCounts counts(String device) {
    return cloud.trainer().repairCounts(TASK).get(device);
  }

  private FeatureCounts features() {
    return cloud.trainer().featureCounts(TASK);
  }

  private FreezeStatus status() {
    return cloud.trainer().freezeStatus(TASK);
  }
}
