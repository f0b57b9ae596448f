package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Section;
import java.util.List;

/** What becomes of the cloud as devices become many. */
public final class ScalingQuestion implements Question {
  private static final int HEAP_MIB = 1_024;
  private static final int SERVER_MIB = 1_800;
  private static final int DISK_MIB = 1_024;

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public List<Cell> cells(Plan plan) {
    if (!plan.has(Arm.SPLIT)) {
      return List.of();
    }
    return switch (plan.scale()) {
      case TINY -> List.of(tiny());
      case QUICK -> List.of(cell(10, 1, 14, Kind.RUNTIME), many(100, 20));
      case FULL ->
          List.of(
              cell(1, 10, 25, Kind.values()),
              cell(10, 4, 30, Kind.values()),
              cell(100, 1, 50, Kind.values()),
              many(1_000, 90));
    };
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new ScalingSection(rows).section();
  }

  private static Cell tiny() {
    List<Setup> setups =
        List.of(new Setup(Kind.RUNTIME, 1, 20, 1), new Setup(Kind.GENERATOR, 4, 20, 1));
    return new ScalingCell("devices-few", need(8, 1), 1, setups);
  }

  private static Cell many(int devices, double seconds) {
    return cell(devices, 1, seconds, Kind.GENERATOR);
  }

  private static Cell cell(int devices, int waves, double seconds, Kind... kinds) {
    List<Setup> setups =
        List.of(kinds).stream().map(kind -> new Setup(kind, devices, 100, waves)).toList();
    return new ScalingCell("devices-" + devices, need(seconds, devices), 4, setups);
  }

  private static Need need(double seconds, int devices) {
    return new Need(seconds, HEAP_MIB, HEAP_MIB + SERVER_MIB + runtimes(devices), DISK_MIB);
  }

  /** Without room for edge runtimes there are only generators, so more is not needed. */
  private static int runtimes(int devices) {
    return devices == 1 ? RuntimeCrowd.MIB_EACH : 0;
  }
}
