package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.accuracy.baselines.BaselineCells;
import dev.thaw.bench.evaluate.energy.Kappa;
import dev.thaw.bench.evaluate.report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What each arm gives, and what it costs in bytes, time and joules. Immutable. */
public record AccuracyQuestion() implements Question {
  private static final String CALIBRATION = "device-cost";

  @Override
  public String name() {
    return "accuracy";
  }

  /** All arms of a seed come before those of the next, so that they are measured in turns. */
  @Override
  public List<Cell> cells(Plan plan) {
    List<Cell> cells = new ArrayList<>(new ProductCells(plan).all());
    cells.addAll(BaselineCells.of(plan));
    cells.sort(Comparator.comparingInt(AccuracyQuestion::turn));
    return cells;
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new AccuracySection(rows, new Joules(Kappa.DEFAULT)).section();
  }

  @Override
  public Section section(Plan plan, Map<String, List<Row>> all) {
    Kappa kappa = Kappa.of(all.getOrDefault(CALIBRATION, List.of()));
    return new AccuracySection(all.getOrDefault(name(), List.of()), new Joules(kappa)).section();
  }

  /** The number that a name ends in, which is the seed. */
  private static int turn(Cell cell) {
    String digits = cell.name().replaceAll(".*?(\\d*)$", "$1");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }
}
