package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows of one piece, to be looked up. Immutable. */
record Findings(List<Row> rows) {
  Findings {
    rows = List.copyOf(rows);
  }

  /** Of all rows those of the piece called so. */
  static Findings of(List<Row> all, String piece) {
    return new Findings(all.stream().filter(row -> row.is(Piece.WHAT, piece)).toList());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  Stream<Row> of(String arm) {
    return rows.stream().filter(row -> row.arm().equals(arm));
  }

  /** The arm's row under a condition. */
  Optional<Row> of(String arm, String condition, String value) {
    return of(arm).filter(row -> row.is(condition, value)).findFirst();
  }

  /** The values of a condition, in the order of the rows. */
  List<String> values(String condition) {
    return rows.stream().map(row -> row.condition(condition)).distinct().toList();
  }

  /** The arm's figure under a condition; NaN if it is not there. */
  double figure(String arm, String condition, String value, String figure) {
    return of(arm, condition, value).map(row -> row.figure(figure)).orElse(Double.NaN);
  }

  /** A figure as a table shows it; a dash if it is not there. */
  static String text(String format, double figure) {
    return Double.isFinite(figure) ? String.format(Locale.ROOT, format, figure) : "-";
  }

  static String percent(double share) {
    return text("%.1f%%", 100 * share);
  }
}
