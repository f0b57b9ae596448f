package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.energy.EnergyEstimate;
import dev.thaw.bench.evaluate.energy.Kappa;
import dev.thaw.bench.evaluate.energy.Link;
import dev.thaw.bench.evaluate.energy.Spent;
import dev.thaw.bench.evaluate.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a phone would have spent on a row, estimated. Immutable.
 *
 * @param kappa what makes a phone's core-seconds of this machine's
 */
record Joules(Kappa kappa) {
  /** Over LTE, with the middle draw of a core. */
  double middle(Row row) {
    return of(row, Link.LTE).midJoules();
  }

  /** Low, middle and high for each link, of each contender at its best round. */
  Table table(String title, List<Contender> contenders) {
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : contenders) {
      List<String> cells = new ArrayList<>();
      cells.add(contender.labelAtBest());
      for (Link link : Link.values()) {
        cells.add(mean(contender, row -> of(row, link).lowJoules()));
        cells.add(mean(contender, row -> of(row, link).midJoules()));
        cells.add(mean(contender, row -> of(row, link).highJoules()));
      }
      rows.add(cells);
    }
    return new Table(title + "; kappa " + kappa, true, columns(), rows);
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("arm"));
    for (Link link : Link.values()) {
      for (String which : List.of("low", "mid", "high")) {
        columns.add(link.title() + ", " + which);
      }
    }
    return columns;
  }

  private static String mean(Contender contender, ToDoubleFunction<Row> joules) {
    double mean = Statistics.of(contender.best(), joules).mean();
    return String.format(Locale.ROOT, mean < 10 ? "%.2f" : "%.0f", mean);
  }

  private EnergyEstimate of(Row row, Link link) {
    Spent spent =
        new Spent(
            row.figure("device CPU s"),
            row.figure("bytes up"),
            row.figure("bytes down"),
            row.figure("wake-ups"));
    return EnergyEstimate.of(spent, link, kappa);
  }
}
