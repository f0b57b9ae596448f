package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.edge.upload.FlushReport;
import java.net.URI;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What devices make again for a shallower freeze point, and what they cannot. */
class RepairIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final int DEPTH = 6;
  private static final int COUNT = 30;
  private static final Surroundings LOW_BATTERY =
      new Surroundings(OptionalDouble.of(0.1), false, Network.UNMETERED);

  private final List<CharacterInContext> characters = written(1).subList(0, COUNT);
  private final SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);
  private Cloud cloud;

  @BeforeEach
  void start() {
    cloud = startCloud();
  }

  @Test
  void onlyTheLayersBetweenCheckpointAndCutRun() {
    EdgeRuntime edge = open(config(cloud.uri()).withCheckpoints(Checkpoints.at(3)));
    annotateAndFlush(edge, characters);
    List<Long> before = runs(edge);
    setDepth(edge, 5);
    awaitUsable(COUNT);
    List<Long> after = runs(edge);
    for (int layer = 0; layer < after.size(); layer++) {
      long repaired = layer == 3 || layer == 4 ? COUNT : 0;
      assertThat(after.get(layer) - before.get(layer)).as("layer %s", layer).isEqualTo(repaired);
    }
  }

  @Test
  void nothingIsComputedBelowTheBatteryLimit() {
    EdgeRuntime edge = open(config(cloud.uri()).withCheckpoints(Checkpoints.at(3)));
    annotateAndFlush(edge, characters);
    List<Long> before = runs(edge);
    gauge.set(LOW_BATTERY);
    awaitLink(edge, "offline");
    Await.get(cloud.trainer().setDepth(TASK, 5));
    assertThat(Await.get(edge.flush()).sent()).isZero();
    assertThat(runs(edge)).isEqualTo(before);
    gauge.set(Surroundings.PLENTY);
    awaitUsable(COUNT);
  }

  @Test
  void aDeviceWithRestAloneRepairsToo() {
    RecordingProxy proxy = opened(new RecordingProxy(cloud.uri(), true));
    EdgeRuntime edge = open(config(proxy.uri()));
    awaitLink(edge, "REST");
    annotateAndFlush(edge, characters);
    setDepth(edge, 5);
    awaitUsable(COUNT);
    setDepth(edge, 3);
    Await.until("the device has said so", () -> counts().lost() == COUNT);
    assertThat(counts().usable()).isZero();
    setDepth(edge, 5);
    awaitUsable(COUNT);
    assertThat(proxy.count("GET /v1/tasks/" + TASK + "/repairs")).isPositive();
    assertThat(proxy.count("POST /v1/tasks/" + TASK + "/lost")).isEqualTo(1);
    assertThat(cloud.server().connections()).isZero();
  }

  @Test
  void whatNoCheckpointLeadsToIsReportedLostAndIsThereAgainAtTheOldDepth() {
    EdgeRuntime edge = open(config(cloud.uri()));
    annotateAndFlush(edge, characters);
    setDepth(edge, 4);
    Await.until("the device has said so", () -> counts().lost() == COUNT);
    assertThat(counts().usable()).isZero();
    assertThat(counts().voided()).isEqualTo(COUNT);
    assertThat(edge.status().repairs().lost()).isEqualTo(COUNT);
    assertThat(edge.status().uploads().lost()).isZero();
    assertThat(edge.status().outbox()).isZero();
    long sent = edge.status().uploads().sent();
    setDepth(edge, DEPTH);
    awaitUsable(COUNT);
    assertThat(counts().lost()).isZero();
    assertThat(cloud.train(ID).samples()).isEqualTo(COUNT);
    assertThat(edge.status().uploads().sent()).as("the cloud had them").isEqualTo(sent);
  }

  @Test
  void anAnnotationThatCannotBeMadeGoesUpWhenTheDepthComesBack() {
    EdgeRuntime edge = open(config(cloud.uri()));
    awaitLink(edge, "online");
    gauge.set(LOW_BATTERY);
    awaitLink(edge, "offline");
    annotate(edge, characters);
    Await.get(cloud.trainer().setDepth(TASK, 4));
    gauge.set(Surroundings.PLENTY);
    awaitDepth(edge, 4);
    FlushReport report = Await.get(edge.flush());
    assertThat(report.remaining()).isEqualTo(COUNT);
    assertThat(report.lost()).isZero();
    assertThat(edge.status().repairs().stranded()).isEqualTo(COUNT);
    setDepth(edge, DEPTH);
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    awaitUsable(COUNT);
    assertThat(edge.status().repairs().stranded()).isZero();
  }

  @Test
  void theCloudKnowsWhatADeviceCouldRepair() {
    EdgeRuntime edge = open(config(cloud.uri()));
    annotateAndFlush(edge, characters);
    setDepth(edge, 5);
    awaitUsable(COUNT);
    Await.until("cut 4 cannot be had", () -> reported("repairable.4") == 0);
    Await.until("cut 5 can", () -> reported("repairable.5") == COUNT);
    Await.until("cut 7 can", () -> reported("repairable.7") == COUNT);
  }

  private double reported(String figure) {
    return cloud.trainer().devices().get(0).status().getOrDefault(figure, -1.0);
  }

  private EdgeConfig config(URI uri) {
    return config(ID, uri).withGate(new Gate(gauge, GateRule.DEFAULT));
  }

  private void setDepth(EdgeRuntime edge, int depth) {
    Await.get(cloud.trainer().setDepth(TASK, depth));
    awaitDepth(edge, depth);
  }

  private void awaitUsable(long count) {
    Await.until("all are usable", () -> counts().usable() == count);
    assertThat(counts().voided()).isZero();
  }

  private FeatureCounts counts() {
    return cloud.trainer().featureCounts(TASK);
  }

  private static List<Long> runs(EdgeRuntime edge) {
    return IntStream.range(0, DEPTH).mapToObj(edge::layerRuns).toList();
  }
}
