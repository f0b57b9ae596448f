package dev.thaw.bench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.run.Jobs;
import dev.thaw.bench.evaluate.run.KeptRow;
import dev.thaw.bench.evaluate.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code thaw evaluate} at its smallest: every question, every arm, made-up writers. */
class EvaluateIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static Path out = Path.of("");

  @BeforeAll
  static void evaluate() {
    out = folder.resolve("out");
    Spoken spoken = Spoken.by("--tiny", "--out", out.toString());
    assertThat(spoken.code()).as(spoken.err()).isZero();
  }

  @Test
  void everyCellLeavesRowsAndTheReportHasEveryQuestion() throws IOException {
    String html = Files.readString(out.resolve("report.html"));
    String markdown = Files.readString(out.resolve("report.md"));

    for (Section section : sections()) {
      assertThat(html).contains(section.title());
      assertThat(markdown).contains(section.title());
      assertThat(section.blocks()).hasAtLeastOneElementOfType(Table.class);
      assertThat(section.blocks()).hasAtLeastOneElementOfType(Plot.class);
    }
    assertThat(Files.exists(out.resolve("scratch"))).isFalse();
  }

  @Test
  void theTableOfArmsHasAllOfThemAndNoColumnIsTheSameForAll() {
    Table arms =
        tables(named("accuracy")).stream()
            .filter(table -> table.title().startsWith("All arms"))
            .findFirst()
            .orElseThrow();

    for (Arm arm : Arm.values()) {
      assertThat(arms.rows()).as(arm.title()).anyMatch(row -> row.get(0).startsWith(arm.title()));
    }
    for (int column = 0; column < arms.columns().size(); column++) {
      int at = column;
      Set<String> values = arms.rows().stream().map(row -> row.get(at)).collect(Collectors.toSet());
      assertThat(values).as(arms.columns().get(column)).hasSizeGreaterThan(1);
    }
  }

  @Test
  void noTableIsEmptyAndNoCellWithoutFigure() {
    for (Section section : sections()) {
      for (Table table : tables(section)) {
        assertThat(table.rows()).as(table.title()).isNotEmpty();
        assertThat(table.rows()).allSatisfy(row -> assertThat(row).doesNotContain("NaN", "nan"));
      }
    }
  }

  @Test
  void aRunGoesOnWithTheCellsThatHaveNoRows() throws IOException {
    List<Path> rows = files(out.resolve("rows"));
    Path missing = out.resolve("rows/accuracy.none-within-class-depth6-int8.1.jsonl");
    Files.delete(missing);
    List<Long> before = times(rows, missing);

    Spoken spoken = Spoken.by("--tiny", "--out", out.toString());

    assertThat(spoken.code()).as(spoken.err()).isZero();
    assertThat(spoken.err()).contains("1 of " + rows.size() + " cells to run");
    assertThat(missing).exists();
    assertThat(times(rows, missing)).isEqualTo(before);
  }

  @Test
  void anotherRunsDirectoryIsNotTouched() {
    Spoken spoken = Spoken.by("--tiny", "--arms", "split,none", "--out", out.toString());

    assertThat(spoken.code()).isEqualTo(1);
    assertThat(spoken.err()).contains("holds a run with arms").hasLineCount(1);
  }

  @Test
  void cellsEndWithTheRunAndTheNextStartGoesOn() throws IOException, InterruptedException {
    Path killed = folder.resolve("killed");
    List<String> words =
        List.of("--tiny", "--arms", "none", "--questions", "accuracy", "--out", killed.toString());
    Process run = Spoken.process(words);
    awaitTrue(() -> run.descendants().findAny().isPresent());
    List<ProcessHandle> cells = run.descendants().toList();

    run.destroyForcibly().waitFor();

    awaitTrue(() -> cells.stream().noneMatch(ProcessHandle::isAlive));
    Spoken again = Spoken.by(words.toArray(String[]::new));
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(files(killed.resolve("rows"))).hasSize(1);
  }

  @Test
  void badInputIsRefusedInOneLineBeforeAnythingRuns() {
    Path none = folder.resolve("none");

    assertRefused(none, "no 'fedvag', only split, fedavg", "--arms", "fedvag");
    assertRefused(none, "no 'speed', only", "--questions", "speed");
    assertRefused(none, "cannot read", "--data", folder.resolve("absent.zip").toString());
    assertRefused(none, "exclude each other", "--quick", "--tiny");
    assertRefused(none, "no run has rows in", "--report");
    assertThat(none).doesNotExist();
  }

  @Test
  void dataThatCannotBeUsedIsRefusedInOneLineBeforeAnythingRuns() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no strokes in here");
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertUnusable("--data: .*text: neither a directory nor a readable zip", "--data", text);
    assertUnusable("--data: .*empty: not UNIPEN: .*", "--data", empty);
    assertUnusable("--mnist: .*train-images-idx3-ubyte.*", "--mnist", empty);
  }

  private void assertUnusable(String why, String option, Path data) {
    Path none = folder.resolve("none");
    Spoken spoken = Spoken.by("--quick", option, data.toString(), "--out", none.toString());
    assertThat(spoken.code()).isEqualTo(1);
    assertThat(spoken.err().strip()).matches("thaw: " + why);
    assertThat(none).doesNotExist();
  }

  private static void assertRefused(Path out, String why, String... words) {
    List<String> all = new ArrayList<>(List.of("--out", out.toString()));
    all.addAll(Arrays.asList(words));
    Spoken spoken = Spoken.by(all.toArray(String[]::new));
    assertThat(spoken.code()).isEqualTo(2);
    assertThat(spoken.err()).contains(why);
  }

  private List<Section> sections() {
    Plan plan = plan();
    return Questions.asked(plan).stream().map(each -> each.section(plan, rows(each))).toList();
  }

  private Section named(String question) {
    Plan plan = plan();
    return Questions.ALL.stream()
        .filter(each -> each.name().equals(question))
        .map(each -> each.section(plan, rows(each)))
        .findFirst()
        .orElseThrow();
  }

  private List<Row> rows(Question question) {
    Plan plan = plan();
    try (RunDirectory directory = RunDirectory.open(out, Identity.of(plan))) {
      return Jobs.of(plan).all().stream()
          .filter(job -> job.question().equals(question))
          .flatMap(job -> directory.rows(job).stream())
          .map(KeptRow::row)
          .toList();
    }
  }

  private static Plan plan() {
    Set<String> arms = Arrays.stream(Arm.values()).map(Arm::family).collect(Collectors.toSet());
    Set<String> questions = new HashSet<>();
    Questions.ALL.forEach(each -> questions.add(each.name()));
    return new Plan(Scale.TINY, Optional.empty(), Optional.empty(), arms, questions);
  }

  private static List<Table> tables(Section section) {
    List<Table> tables = new ArrayList<>();
    for (Block block : section.blocks()) {
      if (block instanceof Table table) {
        tables.add(table);
      }
    }
    return tables;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static List<Long> times(List<Path> files, Path except) {
    return files.stream()
        .filter(file -> !file.equals(except))
        .map(file -> file.toFile().lastModified())
        .toList();
  }

  private static void awaitTrue(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
