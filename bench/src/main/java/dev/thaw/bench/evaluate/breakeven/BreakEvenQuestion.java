package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.report.Section;
import java.util.List;

/** From how many samples on, and at which cuts, something else sends fewer bytes. */
public final class BreakEvenQuestion implements Question {
  @Override
  public String name() {
    return "break-even";
  }

  /** None without split learning: all else is compared with it. */
  @Override
  public List<Cell> cells(Plan plan) {
    Scale scale = plan.scale();
    return plan.has(Arm.SPLIT)
        ? List.of(
            new SizesCell(plan, scale.of(64, 128, 512)),
            new SentCell(
                plan,
                scale.of(List.of(64), List.of(32, 128, 512), List.of(32, 128, 512)),
                scale.of(64, 128, 512)))
        : List.of();
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new BreakEvenSection(plan, rows).section();
  }
}
