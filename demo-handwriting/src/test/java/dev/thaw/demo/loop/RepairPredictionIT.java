package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.plan.FreezePlan;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.model.LayeredModel;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a dry run says that repairs will take, against the layers that a real device then runs. */
class RepairPredictionIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final int SAMPLES = 62;
  private static final double TOLERANCE = 0.2;

  private final List<CharacterInContext> characters = written(1).subList(0, SAMPLES);
  private Cloud cloud;
  private EdgeRuntime edge;

  @BeforeEach
  void start() {
    cloud = startCloud();
  }

  @Test
  void theDefaultCheckpointLeadsToTheDepthBelow() {
    edge = corrected(config(ID, cloud.uri()), characters);

    assertThat(predictedAndMeasured(5, SAMPLES)).isEqualTo(SAMPLES);
  }

  @Test
  void whatTheDefaultCheckpointDoesNotLeadToIsLost() {
    edge = corrected(config(ID, cloud.uri()), characters);

    assertThat(predictedAndMeasured(4, 0)).isZero();
  }

  @Test
  void besideTheDefaultCheckpointKeptInputsCostAllLayers() {
    edge = corrected(config(ID, cloud.uri()).withKeptInputs(16 << 20), characters);

    predictedAndMeasured(4, SAMPLES);
    predictedAndMeasured(3, SAMPLES);
  }

  @Test
  void ofSeveralCheckpointsTheDeepestUsableOneCounts() {
    edge = corrected(checkpoints(3, 5), characters);

    predictedAndMeasured(5, SAMPLES);
    predictedAndMeasured(4, SAMPLES);
    predictedAndMeasured(3, SAMPLES);
  }

  @Test
  void samplesThatAreKeptAtDifferentCutsAreEachCountedFromTheirOwn() {
    List<CharacterInContext> early = characters.subList(0, SAMPLES / 3);
    List<CharacterInContext> late = characters.subList(SAMPLES / 3, SAMPLES);
    corrected(checkpoints(3), early).close();
    edge = corrected(checkpoints(2, 5), late);

    predictedAndMeasured(5, SAMPLES);
    predictedAndMeasured(4, SAMPLES);
  }

  /** How many samples were repaired, as predicted, for operations within the tolerance. */
  private long predictedAndMeasured(int depth, int makeable) {
    Await.get(edge.sync());
    Await.until(
        "the report", () -> plan(depth).repaired() == makeable && plan(depth).unknown() == 0);
    FreezePlan plan = plan(depth);
    double before = flopsRun();
    Await.get(cloud.trainer().setDepth(TASK, depth));
    awaitDepth(edge, depth);
    Await.until("repairs", () -> cloud.trainer().repairCounts(TASK).get(ID).waiting() == 0);
    double measured = flopsRun() - before;

    System.out.printf(
        "depth %d: predicted %d, measured %.0f%n", depth, plan.repairFlops(), measured);
    assertThat((double) plan.repairFlops()).isCloseTo(measured, within(TOLERANCE * measured));
    assertThat(cloud.trainer().repairCounts(TASK).get(ID).lost()).isEqualTo(plan.lost());
    assertThat(cloud.trainer().featureCounts(TASK).usable()).isEqualTo(plan.repaired());
    return plan.repaired();
  }

  private FreezePlan plan(int depth) {
    return cloud.trainer().planDepth(TASK, depth);
  }

  private double flopsRun() {
    try (LayeredModel model = BASE.model()) {
      double flops = 0;
      for (int layer = 0; layer < model.layerCount(); layer++) {
        flops += (double) edge.layerRuns(layer) * model.flops(layer, layer + 1);
      }
      return flops;
    }
  }

  private EdgeConfig checkpoints(Integer... cuts) {
    return config(ID, cloud.uri()).withCheckpoints(Checkpoints.at(cuts));
  }

  private EdgeRuntime corrected(EdgeConfig config, List<CharacterInContext> written) {
    EdgeRuntime opened = open(config);
    awaitDepth(opened, 6);
    annotateAndFlush(opened, written);
    return opened;
  }
}
