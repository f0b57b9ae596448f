package dev.thaw.bench.evaluate.caching;

import static dev.thaw.bench.evaluate.caching.Findings.text;
import static dev.thaw.bench.evaluate.caching.Recomputation.ALONE;
import static dev.thaw.bench.evaluate.caching.Recomputation.CHECKPOINT;
import static dev.thaw.bench.evaluate.caching.Recomputation.DISK;
import static dev.thaw.bench.evaluate.caching.Recomputation.INPUT;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.List;

/** What {@link Recomputation} shows. Immutable. */
record RecomputationFound(Findings found) {
  List<Block> blocks() {
    List<String> columns =
        List.of(
            "made again",
            "cache, MiB of disk",
            "corrected samples",
            "recovered",
            "layers run per sample",
            "MFLOP per sample",
            "ms per sample until the cloud has it");
    return List.of(
        new Text(words()),
        Table.measured(
            "When the freeze point moves one layer up",
            columns,
            changes().stream().map(this::cells).toList()),
        Table.measured(
            "The layers alone, one sample at a time, in turns",
            List.of("made again", "ms per sample", "CPU ms per sample"),
            List.of(alone(CHECKPOINT), alone(INPUT))),
        plot());
  }

  private List<Row> changes() {
    return found.rows().stream().filter(row -> !row.is(DISK, ALONE)).toList();
  }

  private List<String> cells(Row row) {
    return List.of(
        row.arm(),
        row.condition(DISK),
        text("%.0f", row.figure(Recomputation.ASKED)),
        text("%.0f", row.figure(Recomputation.RECOVERED)),
        text("%.1f", row.figure(Recomputation.LAYERS)),
        text("%.2f", row.figure(Recomputation.MFLOP)),
        text("%.3f", row.figure(Recomputation.MS)));
  }

  private List<String> alone(String arm) {
    return List.of(
        arm,
        text("%.3f", found.figure(arm, DISK, ALONE, Recomputation.MS)),
        text("%.3f", found.figure(arm, DISK, ALONE, Recomputation.CPU_MS)));
  }

  private String words() {
    String disk = changes().get(0).condition(DISK);
    return "From a checkpoint the device ran %s of the operations that it takes from the input, "
            .formatted(Findings.percent(ratio(disk, Recomputation.MFLOP)))
        + "in %s of the time of the layers. "
            .formatted(Findings.percent(ratio(ALONE, Recomputation.MS)))
        + "With %s MiB of disk, %s samples came back from checkpoints and %s from inputs, of %s."
            .formatted(
                disk,
                count(CHECKPOINT, disk, Recomputation.RECOVERED),
                count(INPUT, disk, Recomputation.RECOVERED),
                count(INPUT, disk, Recomputation.ASKED));
  }

  private String count(String arm, String disk, String figure) {
    return text("%.0f", found.figure(arm, DISK, disk, figure));
  }

  private double ratio(String disk, String figure) {
    return found.figure(CHECKPOINT, DISK, disk, figure) / found.figure(INPUT, DISK, disk, figure);
  }

  private Plot plot() {
    return new Plot(
        "cache-recomputation",
        "Samples recovered when the freeze point moves one layer up",
        Plot.Axis.linear("the cache's disk"),
        Plot.Axis.linear("%"),
        List.of(bars(CHECKPOINT), bars(INPUT)));
  }

  private Plot.Series bars(String arm) {
    List<Plot.Point> bars =
        changes().stream()
            .filter(row -> row.arm().equals(arm))
            .map(RecomputationFound::bar)
            .toList();
    return new Plot.Series(arm, Plot.Mark.BARS, bars);
  }

  private static Plot.Point bar(Row row) {
    double share = row.figure(Recomputation.RECOVERED) / row.figure(Recomputation.ASKED);
    return Plot.Point.bar(row.condition(DISK) + " MiB", 100 * share);
  }
}
