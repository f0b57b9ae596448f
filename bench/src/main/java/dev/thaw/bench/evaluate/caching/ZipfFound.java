package dev.thaw.bench.evaluate.caching;

import static dev.thaw.bench.evaluate.caching.Findings.percent;
import static dev.thaw.bench.evaluate.caching.Findings.text;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.Comparator;
import java.util.List;

/** What {@link ZipfDraws} shows. Immutable. */
record ZipfFound(Findings found) {
  List<Block> blocks() {
    List<String> columns =
        List.of(
            "distinct inputs",
            "cache, MiB of disk",
            "inputs that came before",
            "hit rate",
            "backbone forwards per prediction",
            "samples kept");
    return List.of(
        new Text(words()),
        Table.measured(
            "Hit rate where inputs repeat as words do, frozen up to layer " + ZipfDraws.DEPTH,
            columns,
            found.rows().stream().map(ZipfFound::cells).toList()));
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.condition(ZipfDraws.DISTINCT),
        row.condition(ZipfDraws.DISK),
        percent(row.figure(ZipfDraws.POSSIBLE)),
        percent(row.figure(ZipfDraws.HIT_RATE)),
        text("%.3f", row.figure(ZipfDraws.FORWARDS)),
        text("%.0f", row.figure(ZipfDraws.KEPT)));
  }

  private String words() {
    Row worst =
        found.rows().stream().min(Comparator.comparingDouble(ZipfFound::reached)).orElseThrow();
    return "No cache can find more than what came before. This one found at least %s of that: "
            .formatted(percent(reached(worst)))
        + "with %s distinct inputs and %s MiB of disk (8 MiB is the least it takes)."
            .formatted(worst.condition(ZipfDraws.DISTINCT), worst.condition(ZipfDraws.DISK));
  }

  private static double reached(Row row) {
    return row.figure(ZipfDraws.HIT_RATE) / row.figure(ZipfDraws.POSSIBLE);
  }
}
