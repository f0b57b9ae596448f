package dev.thaw.bench.evaluate.caching;

import static dev.thaw.bench.evaluate.caching.Findings.percent;
import static dev.thaw.bench.evaluate.caching.Findings.text;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.List;
import java.util.Optional;

/** What {@link EvictionRules} shows. Immutable. */
record EvictionFound(Findings found) {
  List<Block> blocks() {
    List<String> columns =
        List.of(
            "eviction",
            "head updates",
            "hit rate",
            "backbone forwards",
            "corrected samples",
            "lost before upload",
            "lost one layer shallower");
    return List.of(
        new Text(words()),
        Table.measured(
            "Head updates under both rules of eviction",
            columns,
            found.rows().stream().map(EvictionFound::cells).toList()),
        plot());
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.arm(),
        text("%.0f", row.figure(EvictionRules.UPDATES)),
        percent(row.figure(EvictionRules.HIT_RATE)),
        text("%.0f", row.figure(EvictionRules.FORWARDS)),
        text("%.0f", row.figure(EvictionRules.CORRECTED)),
        text("%.0f", row.figure(EvictionRules.UNSENT)),
        text("%.0f", row.figure(EvictionRules.SHALLOWER)));
  }

  private String words() {
    Optional<Row> kept = found.of("provenance").findFirst();
    Optional<Row> literal = found.of("literal").findFirst();
    if (kept.isEmpty() || literal.isEmpty()) {
      return "One rule of eviction has not been measured yet.";
    }
    return "Literal eviction, of all that is older than the installed model, ran the backbone "
        + "%s times as often as eviction by provenance and lost %s of %s corrected samples, "
            .formatted(
                text(
                    "%.1f",
                    literal.get().figure(EvictionRules.FORWARDS)
                        / kept.get().figure(EvictionRules.FORWARDS)),
                text("%.0f", lost(literal.get())),
                text("%.0f", literal.get().figure(EvictionRules.CORRECTED)))
        + "where provenance lost %s.".formatted(text("%.0f", lost(kept.get())));
  }

  private static double lost(Row row) {
    return row.figure(EvictionRules.UNSENT) + row.figure(EvictionRules.SHALLOWER);
  }

  private Plot plot() {
    return new Plot(
        "cache-eviction",
        "Eviction by provenance and literal",
        Plot.Axis.linear("after all head updates"),
        Plot.Axis.linear("%"),
        found.rows().stream().map(EvictionFound::bars).toList());
  }

  private static Plot.Series bars(Row row) {
    double lost = 100 * lost(row) / row.figure(EvictionRules.CORRECTED);
    return new Plot.Series(
        row.arm(),
        Plot.Mark.BARS,
        List.of(
            Plot.Point.bar("hit rate", 100 * row.figure(EvictionRules.HIT_RATE)),
            Plot.Point.bar("samples lost", lost)));
  }
}
