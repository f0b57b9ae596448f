package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Section;
import java.util.List;

/** Whether {@code latency + size / bandwidth} tells what a transfer takes. */
public final class BottleneckQuestion implements Question {
  @Override
  public String name() {
    return "bottleneck";
  }

  @Override
  public List<Cell> cells(Plan plan) {
    if (!plan.has(Arm.SPLIT)) {
      return List.of();
    }
    Need need = Need.seconds(plan.scale().of(4.0, 24.0, 75.0));
    return List.of(new LinksCell(Sizes.of(plan.scale()), need));
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new BottleneckSection(rows).section();
  }
}
