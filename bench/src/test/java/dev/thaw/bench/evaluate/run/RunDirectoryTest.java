package dev.thaw.bench.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final Map<String, String> IDENTITY = Map.of("data", "unipen", "scale", "tiny");
  private static final Stamp STAMP =
      new Stamp("thaw evaluate", "abc", "a machine", "Java", "2026-11-22T00:00:00Z", 1.5, 0, 0);
  private static final Row ROW =
      Row.measured("split", Map.of("depth", "6"), 7, Map.of("accuracy", 0.925));

  @TempDir private Path folder;

  @Test
  void rowsComeBackAsTheyWereKept() {
    Job job = job("one");
    try (RunDirectory directory = RunDirectory.open(folder.resolve("new"), IDENTITY)) {
      assertThat(directory.has(job)).isFalse();
      directory.keep(job, List.of(ROW, ROW), STAMP);
    }

    try (RunDirectory again = RunDirectory.open(folder.resolve("new"), IDENTITY)) {
      assertThat(again.has(job)).isTrue();
      assertThat(again.rows(job))
          .containsExactly(new KeptRow("made-up", "one", ROW, STAMP), again.rows(job).get(1));
      assertThat(again.rows(job("two"))).isEmpty();
    }
  }

  @Test
  void anotherRunsDirectoryIsRefusedAndStaysAsItIs() throws IOException {
    try (RunDirectory directory = RunDirectory.open(folder, IDENTITY)) {
      directory.keep(job("one"), List.of(ROW), STAMP);
    }
    Map<String, String> other = Map.of("data", "synthetic", "scale", "tiny");

    assertThatThrownBy(() -> RunDirectory.open(folder, other))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("holds a run with data unipen, not synthetic");
    assertThat(Files.readString(folder.resolve("run.json"))).contains("unipen");
    try (RunDirectory same = RunDirectory.open(folder, IDENTITY)) {
      assertThat(same.rows(job("one"))).hasSize(1);
    }
  }

  @Test
  void aDirectoryWithOtherFilesIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> RunDirectory.open(folder, IDENTITY))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("something else");
    assertThat(folder).isDirectoryContaining(each -> each.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void twoRunsCannotHaveOneDirectory() {
    try (RunDirectory first = RunDirectory.open(folder, IDENTITY)) {
      assertThat(first.path()).isEqualTo(folder);
      assertThatThrownBy(() -> RunDirectory.open(folder, IDENTITY))
          .isInstanceOf(EvaluationException.class)
          .hasMessageContaining("another run");
    }
  }

  @Test
  void aDamagedRowFileIsNamedAndNotLeftOut() throws IOException {
    Job job = job("one");
    try (RunDirectory directory = RunDirectory.open(folder, IDENTITY)) {
      directory.keep(job, List.of(ROW), STAMP);
      Files.writeString(folder.resolve("rows").resolve("made-up.one.jsonl"), "{\"question\":");

      assertThatThrownBy(() -> directory.rows(job))
          .isInstanceOf(EvaluationException.class)
          .hasMessageContaining("made-up.one.jsonl");
    }
  }

  @Test
  void tooLittleMemoryOrDiskIsSaidBeforeAnythingRuns() {
    List<Job> jobs = List.of(job("one"));

    assertThatThrownBy(() -> new Requirements(10 << 20, 1L << 40).requireEnoughFor(jobs))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("made-up.one needs 2048 MiB of memory, 10 are free");
    assertThatThrownBy(() -> new Requirements(1L << 40, 0).requireEnoughFor(jobs))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("disk space");
    new Requirements(1L << 40, 1L << 40).requireEnoughFor(jobs);
  }

  private static Job job(String name) {
    return new Job(new MadeUp(), new Nothing(name));
  }

  private record MadeUp() implements Question {
    @Override
    public String name() {
      return "made-up";
    }

    @Override
    public List<Cell> cells(Plan plan) {
      return List.of();
    }

    @Override
    public Section section(Plan plan, List<Row> rows) {
      return new Section("?", List.of());
    }
  }

  private record Nothing(String name) implements Cell {
    @Override
    public Need need() {
      return Need.seconds(1);
    }

    @Override
    public List<Row> run(Workplace place) {
      return List.of(ROW);
    }
  }
}
