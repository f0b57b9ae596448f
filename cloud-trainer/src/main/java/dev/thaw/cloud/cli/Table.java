package dev.thaw.cloud.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of text in columns, at most 80 characters wide: the widest column gives way first, and a
 * line below says that it did. Not thread-safe.
 */
final class Table {
  private static final int MAX_WIDTH = 80;
  private static final String CUT = "..";

  private final List<String[]> rows = new ArrayList<>();
  private final String gap;

  Table(String... headings) {
    this("  ", headings);
  }

  private Table(String gap, String[] headings) {
    this.gap = gap;
    rows.add(headings);
  }

  /** A table of many columns, one space apart. */
  static Table narrow(String... headings) {
    return new Table(" ", headings);
  }

  Table row(Object... cells) {
    if (cells.length != rows.get(0).length) {
      throw new IllegalArgumentException("not a row of this table: " + Arrays.toString(cells));
    }
    rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
    return this;
  }

  void print(PrintWriter out) {
    int[] widths = widths();
    for (String[] row : rows) {
      out.println(line(row, widths));
    }
    if (rows.stream().anyMatch(row -> isCut(row, widths))) {
      out.println("(" + CUT + " stands for what did not fit; --json shows it whole)");
    }
  }

  private String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      line.append(i == 0 ? "" : gap).append(padded(row[i], widths[i]));
    }
    return line.toString().stripTrailing();
  }

  private static boolean isCut(String[] row, int[] widths) {
    return IntStream.range(0, row.length).anyMatch(i -> row[i].length() > widths[i]);
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    int room = MAX_WIDTH - gap.length() * (widths.length - 1);
    while (Arrays.stream(widths).sum() > room) {
      widths[widest(widths)]--;
    }
    return widths;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int i = 1; i < widths.length; i++) {
      widest = widths[i] > widths[widest] ? i : widest;
    }
    return widest;
  }

  private static String padded(String cell, int width) {
    if (cell.length() > width) {
      return cell.substring(0, Math.max(0, width - CUT.length())) + CUT;
    }
    return cell + " ".repeat(width - cell.length());
  }
}
