package dev.thaw.bench.evaluate.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.nets.Effort;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.throughput.Race.Work;
import dev.thaw.model.LayeredModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThroughputTest {
  private static final Net LENET = Net.grey("lenet", 28);

  /** Operations of LeNet's layers: see what the model counts, done by hand. */
  private static final double[] LAYERS = {235_200, 480_000, 96_000, 20_160, 1_680};

  @Test
  void predictionsAreThoseCountedByHand() {
    Trial trial = Trial.of(found(LENET, 1)).get(0);

    double all = LAYERS[0] + LAYERS[1] + LAYERS[2] + LAYERS[3] + LAYERS[4];
    double head = 2 * LAYERS[4];
    assertThat(trial.predicted(Arm.FEDAVG_WHOLE))
        .isCloseTo((3 * all - LAYERS[0]) / head, within(1e-9));
    assertThat(trial.predicted(Arm.FEDAVG_HEAD))
        .isCloseTo((all - LAYERS[4] + head) / head, within(1e-9));
    assertThat(trial.figure(Arm.SPLIT, Found.FROZEN)).isCloseTo(1 - 1_680 / all, within(1e-12));
  }

  /** A feature takes 4 ms of CPU and 8 by the clock, a step 2 and 3 per sample: see found. */
  @Test
  void splitPaysForAFeatureOnceAndAveragingForEachEpoch() {
    Trial trial = Trial.of(found(LENET, 1)).get(0);

    assertThat(trial.figure(Arm.SPLIT, Found.deviceCpu(20))).isCloseTo(4, within(1e-9));
    assertThat(trial.figure(Arm.FEDAVG_WHOLE, Found.deviceCpu(20))).isCloseTo(40, within(1e-9));
    assertThat(trial.relief(Arm.FEDAVG_WHOLE, 5)).isCloseTo(2.5, within(1e-9));
    assertThat(trial.reliefInBatches(Arm.FEDAVG_WHOLE, 5)).isCloseTo(10, within(1e-9));
    assertThat(trial.speedup(Arm.FEDAVG_WHOLE)).isCloseTo(30, within(1e-9));
    assertThat(trial.speedup(Arm.FEDAVG_WHOLE, 10)).isCloseTo(30 / 9.0, within(1e-9));
  }

  @Test
  void theSectionSaysWhatWasReachedAndWhatWasMissed() {
    List<Row> rows = new ArrayList<>(found(LENET, 1));
    rows.addAll(found(Net.handwriting(), 2));
    rows.addAll(found(Net.colour("mobilenet-v2", 28), 4));

    String said = String.join("\n", new Verdicts(Trial.of(rows)).paragraphs());

    assertThat(said)
        .contains("`handwriting 11x28x28`, split against FedAvg of the whole model: 60x")
        .contains("60x (target 10x: reached)")
        .contains("10 epochs 10x (target 10x: reached)")
        .contains("5 epochs 5x (target 10x: **missed**, 50.0% of it)")
        .contains("so 10x takes 10 epochs")
        .contains("20 epochs 40x (target 30x: reached)");
  }

  @Test
  void aRatioThatFallsIsNotCalledGrowth() {
    List<Row> rows = new ArrayList<>(found(LENET, 4));
    rows.addAll(found(Net.handwriting(), 1));

    assertThat(String.join("\n", new Verdicts(Trial.of(rows)).paragraphs()))
        .contains("**does not grow**")
        .contains("rises in 0 of 1 steps")
        .contains("rank correlation with size -1");
  }

  @Test
  void noTableHasAnEmptyCellWhenAnArmIsMissing() {
    List<Row> rows =
        found(LENET, 1).stream().filter(row -> row.arm().equals(Arm.SPLIT.title())).toList();

    Section section = new ThroughputSection(Trial.of(rows)).section();

    assertThat(section.blocks()).hasAtLeastOneElementOfType(Table.class);
    assertThat(section.blocks().toString()).contains("Nothing to compare");
    assertThat(new ThroughputSection(List.of()).section().blocks()).isNotEmpty();
  }

  @Test
  void aNetIsMeasuredInAllArms(@TempDir Path directory) {
    Set<Arm> arms = Set.of(Arm.SPLIT, Arm.FEDAVG_WHOLE, Arm.FEDAVG_HEAD);
    ThroughputCell cell =
        new ThroughputCell("lenet", List.of(LENET), arms, new Pace(1, 0.001, 32, 1));

    List<Row> rows = cell.run(new Workplace(directory, done -> {}));

    assertThat(rows)
        .extracting(Row::arm)
        .containsExactly("split", "FedAvg, whole model", "FedAvg, head");
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(row.measured().get(Found.deviceCpu(5))).isNotNull().isPositive());
    Section section = new ThroughputSection(Trial.of(rows)).section();
    assertThat(section.blocks()).hasAtLeastOneElementOfType(Plot.class);
  }

  /** All layers take {@code slower} times what they take otherwise. */
  private static List<Row> found(Net net, double slower) {
    Map<Work, Effort> efforts =
        Map.of(
            Work.HEAD_ON_FEATURES, new Effort(0.0001, 0.0001),
            Work.FEATURE, new Effort(0.008, 0.004),
            Work.FEATURES_IN_BATCH, new Effort(0.002, 0.001),
            Work.ALL_LAYERS, new Effort(0.003 * slower, 0.002 * slower),
            Work.HEAD_ON_INPUTS, new Effort(0.001, 0.001));
    try (LayeredModel model = net.model()) {
      return new Found(net, model, efforts).rows();
    }
  }
}
