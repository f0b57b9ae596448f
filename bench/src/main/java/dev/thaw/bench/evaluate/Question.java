package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.report.Section;
import java.util.List;
import java.util.Map;

/** Something a user asks, answered by measurements. Implementations are immutable. */
public interface Question {
  /** Names it on the command line and in files: {@code [a-z-]+}. */
  String name();

  /** The cells of a plan, in the order in which they are run; the same plan gives the same ones. */
  List<Cell> cells(Plan plan);

  /**
   * The answer.
   *
   * @param rows this question's rows, of all cells that have run; some may be missing
   */
  Section section(Plan plan, List<Row> rows);

  /**
   * The same for a question that needs what others found.
   *
   * @param all the rows of each question that has some, by its name; this one's among them
   */
  default Section section(Plan plan, Map<String, List<Row>> all) {
    return section(plan, all.getOrDefault(name(), List.of()));
  }
}
