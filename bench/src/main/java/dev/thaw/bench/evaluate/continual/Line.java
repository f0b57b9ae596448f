package dev.thaw.bench.evaluate.continual;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows that differ only in their seed. Immutable.
 *
 * @param rows not empty
 */
record Line(String arm, String budget, List<Row> rows) {
  private static final List<String> ORDER =
      List.of(Kept.Samples.NONE, Kept.Samples.SOME, Kept.Samples.EVERY, Kept.Sums.ARM);

  Line {
    rows = List.copyOf(rows);
  }

  /** The lines of one data's rows, from nothing kept to everything, sums last. */
  static List<Line> of(List<Row> rows) {
    Map<List<String>, List<Row>> lines =
        rows.stream().collect(Collectors.groupingBy(r -> List.of(r.arm(), r.condition("budget"))));
    return lines.entrySet().stream()
        .map(line -> new Line(line.getKey().get(0), line.getKey().get(1), line.getValue()))
        .sorted(
            Comparator.<Line>comparingInt(line -> ORDER.indexOf(line.arm))
                .thenComparingInt(Line::samples))
        .toList();
  }

  boolean is(String name) {
    return arm.equals(name);
  }

  /** Cached samples at most; the number of all where there is no limit. */
  int samples() {
    String most = is(Kept.Samples.EVERY) ? rows.get(0).condition("training samples") : budget;
    return Integer.parseInt(most);
  }

  Statistics accuracy() {
    return Statistics.of(rows, row -> row.figure(Trials.ACCURACY));
  }

  Statistics transfer() {
    return Statistics.of(rows, row -> row.figure(Trials.TRANSFER));
  }

  Statistics seconds() {
    return Statistics.of(rows, row -> row.figure(Trials.SECONDS));
  }

  Statistics keptKib() {
    return Statistics.of(rows, row -> row.figure(Trials.BYTES) / 1024);
  }
}
