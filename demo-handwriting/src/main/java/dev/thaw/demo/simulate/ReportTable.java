package dev.thaw.demo.simulate;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A report as people read it, in 80 columns. Stateless. */
final class ReportTable {
  private static final int ROWS_AT_EACH_END = 5;

  private final PrintWriter out;

  ReportTable(PrintWriter out) {
    this.out = out;
  }

  void print(SimulationReport report) {
    writers(report.perWriter());
    accuracy(report.accuracy(), report.writers());
    costs(report);
    out.flush();
  }

  private void writers(List<WriterResult> results) {
    line("");
    line(
        "%-26s %6s %6s %8s %8s %8s %8s",
        "writer", "adapt", "score", "before", "prior", "after", "change");
    List<WriterResult> sorted =
        results.stream().sorted(Comparator.comparingDouble(r -> r.before() - r.after())).toList();
    int hidden = sorted.size() - 2 * ROWS_AT_EACH_END;
    for (int i = 0; i < sorted.size(); i++) {
      if (hidden > 1 && i == ROWS_AT_EACH_END) {
        line("  ... %d more in between (all of them with --json)", hidden);
        i += hidden;
      }
      row(sorted.get(i));
    }
  }

  private void row(WriterResult result) {
    String name = result.writer();
    line(
        "%-26s %6d %6d %8s %8s %8s %+8.1f",
        name.length() <= 26 ? name : name.substring(0, 25) + "…",
        result.adapted(),
        result.scored(),
        percent(result.before()),
        percent(result.prior()),
        percent(result.after()),
        100 * (result.after() - result.before()));
  }

  private void accuracy(SimulationReport.Accuracy accuracy, int writers) {
    line("");
    line(
        "%-26s %14s %8s %8s %8s %+8.1f",
        "mean of " + writers,
        "",
        percent(accuracy.before()),
        percent(accuracy.prior()),
        percent(accuracy.after()),
        100 * (accuracy.after() - accuracy.before()));
    line("  of the general model's errors, %s%% are gone", percent(accuracy.errorCut()));
    line(
        "  writers worse off: %d of %d, the worst by %.1f points",
        accuracy.worse(), writers, 100 * accuracy.worstLoss());
    SimulationReport.Unseen unseen = accuracy.unseen();
    if (unseen.writers() > 0) {
      line(
          "  writers with many classes never uploaded: %d, %s -> %s",
          unseen.writers(), percent(unseen.before()), percent(unseen.after()));
    }
  }

  private void costs(SimulationReport report) {
    SimulationReport.Bytes bytes = report.bytes();
    SimulationReport.Prediction predict = report.predict();
    SimulationReport.Cache cache = report.cache();
    line("");
    line(
        "%-12s %s up in features, %.0f bytes each",
        "bytes", size(bytes.features()), bytes.perFeature());
    line(
        "%-12s (as grey images %s, as pen strokes %s)",
        "", size(bytes.rawInputs()), size(bytes.rawStrokes()));
    line(
        "%-12s %s down in heads (whole models %s)",
        "", size(bytes.modelDown()), size(bytes.fullModel()));
    line(
        "%-12s %d hits, %d misses; %d runs of frozen layers after warm-up",
        "cache", cache.hits(), cache.misses(), cache.warmBackboneRuns());
    line(
        "%-12s median %.0f us from the cache, %.0f us without",
        "prediction", predict.hitMicros().median(), predict.missMicros().median());
    line(
        "%-12s %d heads, %d steps, median %.0f ms a head",
        "training",
        report.train().runs(),
        report.train().steps(),
        report.train().millisPerHead().median());
    line("%-12s %.1f s in all", "time", report.wall().seconds());
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String size(long bytes) {
    if (bytes < 10_000) {
      return bytes + " B";
    }
    return bytes < 10_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
