package dev.thaw.bench.evaluate.caching;

import static dev.thaw.bench.evaluate.caching.Findings.percent;
import static dev.thaw.bench.evaluate.caching.Findings.text;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What {@link RepeatedInputs} shows. Immutable. */
record RepeatsFound(Findings found) {
  List<Block> blocks() {
    List<String> columns =
        List.of(
            "inputs that came before",
            "hit rate",
            "cache on: CPU s per 1,000",
            "cache off",
            "on by off",
            "hit, median ms",
            "miss",
            "cache off, median ms");
    List<List<String>> table = new ArrayList<>();
    for (Row on : found.of(Piece.ON).toList()) {
      found
          .of(Piece.OFF, RepeatedInputs.SHARE, on.condition(RepeatedInputs.SHARE))
          .ifPresent(off -> table.add(cells(on, off)));
    }
    return List.of(
        new Text(words()),
        Table.measured("Device CPU for 1,000 predictions, blocks in turns", columns, table),
        plot());
  }

  private static List<String> cells(Row on, Row off) {
    return List.of(
        percent(on.figure(RepeatedInputs.REPEATED)),
        percent(on.figure(RepeatedInputs.HIT_RATE)),
        text("%.3f", on.figure(RepeatedInputs.CPU)),
        text("%.3f", off.figure(RepeatedInputs.CPU)),
        text("%.2f", on.figure(RepeatedInputs.RATIO)),
        text("%.3f", on.figure(RepeatedInputs.HIT_MS)),
        text("%.3f", on.figure(RepeatedInputs.MISS_MS)),
        text("%.3f", off.figure(RepeatedInputs.MISS_MS)));
  }

  private String words() {
    List<Row> on = found.of(Piece.ON).toList();
    Row first = on.get(0);
    Row last = on.get(on.size() - 1);
    return "\"Off\" is the same layers with nothing around them: no cache, no hash of an input, "
        + "no disk. With %s inputs that came before, predictions with the cache took %s of the "
            .formatted(
                percent(first.figure(RepeatedInputs.REPEATED)),
                text("%.2f", first.figure(RepeatedInputs.RATIO)))
        + "processor time without; with %s, %s. "
            .formatted(
                percent(last.figure(RepeatedInputs.REPEATED)),
                text("%.2f", last.figure(RepeatedInputs.RATIO)))
        + paysFrom(on);
  }

  private static String paysFrom(List<Row> on) {
    OptionalDouble even = even(on);
    if (even.isPresent()) {
      return "Between the shares measured, it pays from about %s on."
          .formatted(percent(even.getAsDouble()));
    }
    return on.stream().allMatch(row -> row.figure(RepeatedInputs.RATIO) < 1)
        ? "It pays at every share measured."
        : "It pays at no share measured.";
  }

  /** Where the ratio falls through 1, on a straight line between two shares. */
  private static OptionalDouble even(List<Row> on) {
    for (int i = 1; i < on.size(); i++) {
      double before = on.get(i - 1).figure(RepeatedInputs.RATIO);
      double after = on.get(i).figure(RepeatedInputs.RATIO);
      if (before >= 1 && after < 1) {
        double from = on.get(i - 1).figure(RepeatedInputs.REPEATED);
        double to = on.get(i).figure(RepeatedInputs.REPEATED);
        return OptionalDouble.of(from + (to - from) * (before - 1) / (before - after));
      }
    }
    return OptionalDouble.empty();
  }

  private Plot plot() {
    return new Plot(
        "cache-cpu",
        "Device CPU against inputs that came before",
        Plot.Axis.linear("inputs that came before, %"),
        Plot.Axis.linear("CPU s per 1,000 predictions"),
        List.of(line(Piece.ON), line(Piece.OFF)));
  }

  private Plot.Series line(String arm) {
    List<Plot.Point> points =
        found
            .of(arm)
            .map(
                r ->
                    Plot.Point.of(
                        100 * r.figure(RepeatedInputs.REPEATED), r.figure(RepeatedInputs.CPU)))
            .toList();
    return new Plot.Series(arm, Plot.Mark.LINE, points);
  }
}
