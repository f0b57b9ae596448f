package dev.thaw.bench.evaluate.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.energy.Kappa;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the section says of made-up rows. */
class AccuracySectionTest {
  private static final String DEPTH = Integer.toString(CloudSetup.BASE.layers().size() - 2);

  @Test
  void anArmWithRoundsStandsAtItsBestOfTheMeanOverSeeds() {
    List<Contender> contenders =
        Contender.of(
            List.of(
                fedAvg(1, 1, 0.80, 1_000),
                fedAvg(1, 2, 0.90, 2_000),
                fedAvg(1, 3, 0.95, 3_000),
                fedAvg(2, 1, 0.80, 1_000),
                fedAvg(2, 2, 0.92, 2_000),
                fedAvg(2, 3, 0.85, 3_000)));

    assertThat(contenders).hasSize(1);
    assertThat(contenders.get(0).labelAtBest()).isEqualTo("FedAvg, whole model, round 2");
    assertThat(contenders.get(0).bytes().mean()).isEqualTo(4_000);
    assertThat(contenders.get(0).figure("accuracy").mean()).isEqualTo(0.91);
  }

  @Test
  void targetsAreJudgedByTheRows() {
    assertThat(judged(0.92, 0.90, 1_000, 20_000, 1, 10))
        .contains("20.0 times those of split (target 20: met)")
        .contains("10.0 times those of split (target 10: met)")
        .contains("With the 1.00 s of recognising what was corrected added to both, that is 5.5")
        .doesNotContain("missed");
    assertThat(judged(0.92, 0.90, 1_000, 19_000, 1, 5))
        .contains("19.0 times those of split (target 20: **missed**)")
        .contains("5.0 times those of split (target 10: **missed**)");
    assertThat(judged(0.89, 0.90, 1_000, 20_000, 1, 10)).contains("**do not reach it**");
  }

  @Test
  void whereAveragingGainsNothingItsFirstRoundIsComparedToo() {
    List<Row> rows =
        List.of(
            split(1, 0.92, 1_000, 1),
            row(Arm.FEDAVG_WHOLE, 1, "1", 0.876, 5_000, 2),
            row(Arm.FEDAVG_WHOLE, 1, "4", 0.882, 20_000, 10));

    assertThat(new Targets(Contender.of(rows)).text())
        .contains("gains next to nothing")
        .contains("between 87.6% and 88.2%, no training has 88.0%")
        .contains("the ratios are 5.0 in bytes and 2.0 in processor time");
    assertThat(judged(0.92, 0.90, 1_000, 20_000, 1, 10)).doesNotContain("gains next to nothing");
  }

  @Test
  void averagingWithPackedUpdatesIsComparedToo() {
    Row packed = row(Arm.FEDAVG_WHOLE, 1, "3", 0.91, 4_000, 6);
    Map<String, String> conditions = new HashMap<>(packed.conditions());
    conditions.put("compression", "on");
    List<Row> rows =
        List.of(
            split(1, 0.92, 1_000, 1),
            row(Arm.FEDAVG_WHOLE, 1, "4", 0.90, 20_000, 10),
            Row.measured(packed.arm(), conditions, 1, packed.measured()));

    assertThat(new Targets(Contender.of(rows)).text())
        .contains("20.0 times those of split (target 20: met)")
        .contains("int8 updates is best at round 3 with 91.0%: 4.0 times the bytes of split, 6.0");
  }

  @Test
  void anArmThatSendsNothingIsALineAcross() {
    List<Row> rows = new ArrayList<>(List.of(split(1, 0.92, 1_000, 1), fedAvg(1, 1, 0.9, 9_000)));
    rows.add(row(Arm.NONE, 1, "-", 0.88, 0, 0));

    Section section = new AccuracySection(rows, new Joules(Kappa.DEFAULT)).section();

    Plot bytes =
        section.blocks().stream()
            .filter(block -> block instanceof Plot)
            .map(Plot.class::cast)
            .findFirst()
            .orElseThrow();
    Plot.Series none = bytes.series().get(2);
    assertThat(none.name()).isEqualTo("no training");
    assertThat(none.mark()).isEqualTo(Plot.Mark.EXPECTED);
    assertThat(none.points()).extracting(Plot.Point::x).containsExactly(2_000.0, 18_000.0);
    assertThat(section.blocks()).anyMatch(block -> block instanceof Table t && t.estimated());
  }

  private static String judged(
      double own, double other, double ownBytes, double otherBytes, double time, double longer) {
    List<Row> rows =
        List.of(
            split(1, own, ownBytes, time),
            row(Arm.FEDAVG_WHOLE, 1, "4", other, otherBytes, longer));
    return new Targets(Contender.of(rows)).text();
  }

  private static Row split(long seed, double accuracy, double bytes, double seconds) {
    return row(Arm.SPLIT, seed, "-", accuracy, bytes, seconds);
  }

  private static Row fedAvg(long seed, int round, double accuracy, double bytes) {
    return row(Arm.FEDAVG_WHOLE, seed, Integer.toString(round), accuracy, bytes, 3.0 * round);
  }

  private static Row row(
      Arm arm, long seed, String round, double accuracy, double bytes, double seconds) {
    Map<String, String> conditions = new HashMap<>();
    conditions.put("data", "made-up");
    conditions.put("order", "within-class");
    conditions.put("depth", DEPTH);
    conditions.put("dtype", arm == Arm.FEDAVG_WHOLE ? "fp32" : "int8");
    conditions.put("compression", arm == Arm.FEDAVG_WHOLE ? "off" : "-");
    conditions.put("round", round);
    Map<String, Double> figures = new HashMap<>();
    figures.put("accuracy", accuracy);
    figures.put("general accuracy", 0.88);
    figures.put("worse people", 0.0);
    figures.put("worst loss", 0.0);
    figures.put("people", 3.0);
    figures.put("bytes up", bytes);
    figures.put("bytes down", bytes);
    figures.put("device CPU s", seconds);
    figures.put("recognition CPU s", 1.0);
    figures.put("cloud CPU s", 1.0);
    figures.put("wake-ups", 1.0);
    figures.put("training samples", 100.0);
    figures.put("feature bytes", 400.0);
    figures.put("bytes as strokes", 5_000.0);
    return Row.measured(arm.title(), conditions, seed, figures);
  }
}
