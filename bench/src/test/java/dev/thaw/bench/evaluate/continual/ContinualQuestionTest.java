package dev.thaw.bench.evaluate.continual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The question at its smallest, on synthetic writers, and what it says about given rows. */
class ContinualQuestionTest {
  private static final ContinualQuestion QUESTION = new ContinualQuestion();

  @TempDir private Path folder;

  @Test
  void withoutReplayEarlierDigitsAreForgottenAndWithAllSamplesTheyAreNot() throws Exception {
    Plan plan = plan(Optional.empty());
    List<Double> progress = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (Cell cell : QUESTION.cells(plan)) {
      rows.addAll(cell.run(new Workplace(folder, progress::add)));
    }
    assertThat(progress).isSorted().last().isEqualTo(1.0);
    for (long seed : plan.seeds().toArray()) {
      double none = transfer(rows, Kept.Samples.NONE, seed);
      assertThat(none).as("seed %d", seed).isLessThan(-0.25);
      assertThat(transfer(rows, Kept.Samples.SOME, seed)).isGreaterThan(none);
      assertThat(transfer(rows, Kept.Samples.EVERY, seed)).isGreaterThan(none + 0.25);
      assertThat(transfer(rows, Kept.Sums.ARM, seed)).isGreaterThan(none + 0.25);
    }
    requireEveryArm(QUESTION.section(plan, rows));
  }

  @Test
  void aHeadKnowsNothingBeforeItsFirstTask() {
    FrozenDigits digits = new WrittenCell(plan(Optional.empty())).digits(Extent.of(Scale.TINY));
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(right(digits, seed)).as("seed %d", seed).isLessThan(0.2);
    }
  }

  @Test
  void whatWasMeasuredElsewhereStandsBesideMnistAlone() {
    List<Row> rows = new ArrayList<>(rows(MnistCell.DATA));
    rows.addAll(rows("UNIPEN digits"));
    Section section = QUESTION.section(plan(Optional.of(folder)), rows);
    List<Table> tables = blocks(section, Table.class);
    assertThat(tables.get(0).columns()).contains("ACC measured elsewhere");
    assertThat(tables.get(0).rows().get(0)).contains("0.663", "-0.413");
    assertThat(tables.get(1).columns()).noneMatch(column -> column.contains("elsewhere"));
    assertThat(blocks(section, Plot.class).get(1).series())
        .extracting(Plot.Series::name)
        .containsExactly("replay", "no replay", "all samples", "sums only (ridge)");
  }

  @Test
  void theTextFollowsFromTheRows() {
    Section section = QUESTION.section(plan(Optional.of(folder)), rows("UNIPEN digits"));
    String text = blocks(section, Text.class).get(1).paragraphs();
    assertThat(text)
        .contains("ACC is 0.200")
        .contains("has lost 0.900 on average")
        .contains("100 cached samples (200 KiB) are enough to come within 0.02")
        .contains("as many bytes as 900 of them", "0.010 more than keeping all samples");
  }

  @Test
  void withoutRowsOfDataItsPartIsLeftOut() {
    Section section = QUESTION.section(plan(Optional.empty()), List.of());
    assertThat(section.blocks()).hasSize(1);
    assertThat(blocks(section, Text.class).get(0).paragraphs())
        .contains("MNIST was not given", "digits of synthetic writers stand in");
  }

  private static void requireEveryArm(Section section) {
    Table table = blocks(section, Table.class).get(0);
    assertThat(table.rows()).extracting(row -> row.get(0)).contains(Kept.Samples.NONE);
    assertThat(table.rows())
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly(
            "no replay 0", "replay 20", "replay 100", "all samples all", "sums only (ridge) 0");
  }

  /** The share of digits that a head recognises which has learned none. */
  private static double right(FrozenDigits digits, long seed) {
    Learner idle = new SumsLearner(digits, seed);
    try (idle) {
      return Sequence.scores(idle, ClassOrder.of(seed), digits).stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .orElseThrow();
    }
  }

  private static double transfer(List<Row> rows, String arm, long seed) {
    return rows.stream()
        .filter(row -> row.arm().equals(arm) && row.seed() == seed)
        .mapToDouble(row -> row.figure(Trials.TRANSFER))
        .min()
        .orElseThrow();
  }

  private static Plan plan(Optional<Path> mnist) {
    return new Plan(Scale.TINY, Optional.empty(), mnist, Set.of(), Set.of());
  }

  private static <B extends Block> List<B> blocks(Section section, Class<B> type) {
    return section.blocks().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<Row> rows(String data) {
    return List.of(
        row(data, Kept.Samples.EVERY, "all", 0.95, 0),
        row(data, Kept.Samples.SOME, "100", 0.94, -0.01),
        row(data, Kept.Samples.SOME, "20", 0.8, -0.1),
        row(data, Kept.Samples.NONE, "0", 0.2, -0.9),
        row(data, Kept.Sums.ARM, "0", 0.96, -0.01));
  }

  private static Row row(String data, String arm, String budget, double accuracy, double transfer) {
    return Row.measured(
        arm,
        Map.of(
            "data", data,
            "backbone", "something",
            "budget", budget,
            "tasks", "5",
            "training samples", "900",
            "test samples", "100"),
        1,
        Map.of(
            Trials.ACCURACY,
            accuracy,
            Trials.TRANSFER,
            transfer,
            Trials.SECONDS,
            1.0,
            Trials.BYTES,
            204_800.0));
  }
}
