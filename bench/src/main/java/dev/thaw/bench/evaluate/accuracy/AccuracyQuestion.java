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

  /** What names of cells have in them. */
  private static final String SYNTHETIC = "synthetic";

  private static final String STRICT = "strict";

  @Override
  public String name() {
    return "accuracy";
  }

  /** All arms of a seed and order come before the next, so that they are measured in turns. */
  @Override
  public List<Cell> cells(Plan plan) {
    ProductCells product = new ProductCells(plan);
    List<Cell> cells = new ArrayList<>(product.compared());
    cells.addAll(BaselineCells.of(plan));
    cells.sort(
        Comparator.comparingInt(AccuracyQuestion::seed)
            .thenComparing(cell -> cell.name().contains(SYNTHETIC))
            .thenComparing(cell -> cell.name().contains(STRICT)));
    cells.addAll(product.variants());
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
  private static int seed(Cell cell) {
    String digits = cell.name().replaceAll(".*?(\\d*)$", "$1");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }
}
