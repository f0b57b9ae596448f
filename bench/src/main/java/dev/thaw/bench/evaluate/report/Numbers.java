package dev.thaw.bench.evaluate.report;

import java.util.List;
import java.util.regex.Pattern;

/** Which columns of a table hold figures, to be set to the right. Stateless. */
final class Numbers {
  private static final Pattern FIGURE = Pattern.compile("[-+\u2212\u2264\u2265<>~]? ?[\\d.].*");
  private static final Pattern NONE = Pattern.compile("[-\u2013\u2014]");

  private Numbers() {}

  /** Whether there are figures in it, and else only dashes. */
  static boolean isColumn(Table table, int column) {
    List<String> cells = table.rows().stream().map(row -> row.get(column).trim()).toList();
    return cells.stream().anyMatch(cell -> FIGURE.matcher(cell).matches())
        && cells.stream()
            .allMatch(cell -> FIGURE.matcher(cell).matches() || NONE.matcher(cell).matches());
  }
}
