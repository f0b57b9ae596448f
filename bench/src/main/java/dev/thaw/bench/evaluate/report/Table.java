package dev.thaw.bench.evaluate.report;

import java.util.List;

/**
 * A table. Immutable.
 *
 * @param title says what it shows, with units
 * @param estimated whether its figures follow from a model and were not measured
 * @param columns headings
 * @param rows of as many texts as there are columns; none empty
 */
public record Table(String title, boolean estimated, List<String> columns, List<List<String>> rows)
    implements Block {
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size() || row.stream().anyMatch(String::isBlank)) {
        throw new IllegalArgumentException(title + ": not a row of " + columns + ": " + row);
      }
    }
  }

  /** A table of measured figures. */
  public static Table measured(String title, List<String> columns, List<List<String>> rows) {
    return new Table(title, false, columns, rows);
  }
}
