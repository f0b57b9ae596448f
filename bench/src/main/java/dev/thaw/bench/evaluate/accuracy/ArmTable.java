package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Arms beside each other. Stateless. */
final class ArmTable {
  private static final double KB = 1_000;

  private ArmTable() {}

  static Table of(String title, List<Contender> contenders) {
    return Table.measured(
        title,
        List.of(
            "arm",
            "accuracy %",
            "change, points",
            "people worse",
            "worst loss, points",
            "kB up",
            "kB down",
            "device CPU s",
            "cloud CPU s"),
        contenders.stream().map(ArmTable::row).toList());
  }

  private static List<String> row(Contender contender) {
    Statistics change =
        Statistics.of(
            contender.best(),
            row -> 100 * (row.figure("accuracy") - row.figure("general accuracy")));
    List<String> cells = new ArrayList<>();
    cells.add(contender.labelAtBest());
    cells.add(percent(contender.figure("accuracy")));
    cells.add(String.format(Locale.ROOT, "%+.1f", change.mean()).replace("-0.0", "+0.0"));
    cells.add(people(contender));
    cells.add(percent(contender.figure("worst loss").mean()));
    cells.add(kilobytes(contender.figure("bytes up")));
    cells.add(kilobytes(contender.figure("bytes down")));
    cells.add(contender.figure("device CPU s").text("%.2f"));
    cells.add(contender.figure("cloud CPU s").text("%.1f"));
    return cells;
  }

  static String percent(Statistics shares) {
    Statistics percent =
        new Statistics(
            shares.count(),
            100 * shares.mean(),
            100 * shares.median(),
            100 * shares.low(),
            100 * shares.high());
    return percent.text("%.1f");
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  static String kilobytes(Statistics bytes) {
    double kilobytes = bytes.mean() / KB;
    return bytes.count() == 0
        ? "-"
        : String.format(Locale.ROOT, kilobytes < 10 ? "%.1f" : "%.0f", kilobytes);
  }

  private static String people(Contender contender) {
    return "%s of %.0f"
        .formatted(
            contender.figure("worse people").text("%.0f"), contender.figure("people").mean());
  }
}
