package dev.thaw.bench.evaluate.accuracy.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Scale;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaselineCellsTest {
  @Test
  void aFullRunTakesAboutTwentyMinutesAndNoCellMoreThanFive() {
    List<Cell> cells = BaselineCells.of(plan(Scale.FULL, "fedavg", "on-device"));
    assertThat(cells).extracting(Cell::name).doesNotHaveDuplicates();
    assertThat(cells).extracting(Cell::name).allMatch(name -> name.matches("[a-z0-9.-]+"));
    assertThat(cells).extracting(cell -> cell.need().seconds()).allMatch(seconds -> seconds < 300);
    assertThat(cells.stream().mapToDouble(cell -> cell.need().seconds()).sum())
        .isBetween(600.0, 1_500.0);
  }

  @Test
  void smallerRunsAreOneShortCell() {
    assertThat(BaselineCells.of(plan(Scale.TINY, "fedavg", "on-device")))
        .singleElement()
        .satisfies(cell -> assertThat(cell.need().seconds()).isLessThan(8));
    assertThat(BaselineCells.of(plan(Scale.QUICK, "fedavg", "on-device")))
        .singleElement()
        .satisfies(cell -> assertThat(cell.need().seconds()).isLessThan(80));
  }

  @Test
  void armsThatAreNotWantedAreNotRun() {
    assertThat(BaselineCells.of(plan(Scale.FULL, "fedavg")))
        .isNotEmpty()
        .allSatisfy(cell -> assertThat(cell.name()).startsWith("fedavg"));
    assertThat(BaselineCells.of(plan(Scale.FULL, "on-device")))
        .isNotEmpty()
        .allSatisfy(cell -> assertThat(cell.name()).startsWith("device"));
    assertThat(BaselineCells.of(plan(Scale.TINY, "split"))).isEmpty();
  }

  private static Plan plan(Scale scale, String... arms) {
    return new Plan(scale, Optional.empty(), Optional.empty(), Set.of(arms), Set.of());
  }
}
