package dev.thaw.bench.evaluate.devicecost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DeviceCostTest {
  @Test
  void theWholeRunMeasuresEachPublishedFigureWithOneAndTwoThreads() {
    List<Cell> cells = new DeviceCostQuestion().cells(plan(Scale.FULL, "on-device"));

    assertThat(cells).extracting(Cell::name).doesNotHaveDuplicates().hasSize(30);
    assertThat(cells).allMatch(cell -> cell.name().matches("[a-z0-9.-]+"));
    assertThat(cells).filteredOn(cell -> cell.engineThreads() == 2).hasSize(15);
  }

  @Test
  void nothingIsMeasuredForAnArmThatIsNotAskedFor() {
    assertThat(new DeviceCostQuestion().cells(plan(Scale.QUICK, "split"))).isEmpty();
  }

  /** 9.7 ms on 2.67 cores for one sample; 2,131 ms on 3.7 cores for sixteen. */
  @Test
  void thePhonesCoreMillisecondsAreThoseCountedByHand() {
    assertThat(Published.of("lenet", 1).orElseThrow().coreMillisPerSample())
        .isCloseTo(25.899, within(1e-9));
    assertThat(Published.of("alexnet", 16).orElseThrow().coreMillisPerSample())
        .isCloseTo(492.79375, within(1e-9));
    assertThat(Published.of("lenet", 2)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNetsCostStandsBesideThePhonesAndCalibratesIt(@TempDir Path directory) throws IOException {
    DeviceCostCell cell = new DeviceCostCell(Net.grey("lenet", 28), 4, 1, new Pace(0.02, 1));

    Row row = cell.run(new Workplace(directory, done -> {})).get(0);

    assertThat(row.measured())
        .containsOnlyKeys(
            "training ms",
            "inference ms",
            "training core ms per sample",
            "peak resident MB",
            "resident before the model MB",
            "CPU share %");
    assertThat(row.measured().values()).allMatch(figure -> figure > 0);
    assertThat(row.estimate("kappa") * row.figure("training core ms per sample"))
        .isCloseTo(13.8 * 2.93 / 4, within(1e-6));
    assertThat(row.arm()).isEqualTo(Arm.DEVICE_WHOLE.title());
    assertThat(blocks(List.of(row)))
        .hasAtLeastOneElementOfType(Plot.class)
        .filteredOn(Table.class::isInstance)
        .hasSize(2)
        .first()
        .satisfies(
            table ->
                assertThat(((Table) table).rows())
                    .extracting(cells -> cells.get(2))
                    .containsExactly("here, 1 thread", "Xiaomi MI 9, published"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thePeakIsNoLessThanWhatIsThere() throws IOException {
    double now = Memory.megabytes();

    assertThat(now).isGreaterThan(10);
    assertThat(Memory.peakMegabytes()).isGreaterThanOrEqualTo(0.99 * now);
  }

  @Test
  void whatTakesLongIsRepeatedLess() {
    assertThat(Pace.FULL.times(0.01)).isEqualTo(200);
    assertThat(Pace.FULL.times(0.9)).isEqualTo(4);
    assertThat(Pace.FULL.times(5)).isEqualTo(2);
    assertThat(Pace.TINY.times(5)).isEqualTo(1);
  }

  @Test
  void aRunWithoutRowsSaysSo() {
    assertThat(blocks(List.of()).toString()).contains("Not measured in this run");
  }

  private static List<Block> blocks(List<Row> rows) {
    return new DeviceCostQuestion().section(plan(Scale.TINY, "on-device"), rows).blocks();
  }

  private static Plan plan(Scale scale, String arms) {
    return new Plan(scale, Optional.empty(), Optional.empty(), Set.of(arms), Set.of("device-cost"));
  }
}
