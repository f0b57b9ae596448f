package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Section;
import java.util.ArrayList;
import java.util.List;

/** What each arm gives, and what it costs in bytes, time and joules. Immutable. */
public record AccuracyQuestion() implements Question {
  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public List<Cell> cells(Plan plan) {
    return new ArrayList<>(new ProductCells(plan).all());
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new AccuracySection(rows, new Joules()).section();
  }
}
