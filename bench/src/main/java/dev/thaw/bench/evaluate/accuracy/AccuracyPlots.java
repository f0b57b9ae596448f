package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Accuracy against what it costs. Arms that cost nothing of it are dashed lines from one side to
 * the other. Immutable.
 *
 * @param name begins the names of the plots' files
 * @param where what all of them were measured on, for the titles
 */
record AccuracyPlots(String name, String where, List<Contender> contenders) {
  Plot against(String cost, String label, ToDoubleFunction<Row> figure) {
    double least = extreme(figure, true);
    double most = extreme(figure, false);
    List<Series> series = new ArrayList<>();
    for (Contender contender : contenders) {
      if (Statistics.of(contender.best(), figure).mean() > 0) {
        series.add(curve(contender, figure));
      } else {
        series.add(line(contender, least, most));
      }
    }
    return new Plot(
        name + "-" + cost,
        "Accuracy against " + cost.replace('-', ' ') + where,
        Axis.logarithmic(label),
        Axis.linear("accuracy, %"),
        series);
  }

  private static Series curve(Contender contender, ToDoubleFunction<Row> figure) {
    List<Point> points = new ArrayList<>();
    contender
        .rounds()
        .forEach(
            (round, rows) -> {
              Statistics accuracy = Statistics.of(rows, row -> 100 * row.figure("accuracy"));
              double x = Statistics.of(rows, figure).mean();
              points.add(new Point("", x, accuracy.mean(), accuracy.low(), accuracy.high()));
            });
    Mark mark = points.size() > 1 ? Mark.LINE : Mark.POINTS;
    return new Series(contender.label(), mark, points);
  }

  private static Series line(Contender contender, double from, double to) {
    double accuracy = 100 * contender.figure("accuracy").mean();
    return new Series(
        contender.label(),
        Mark.EXPECTED,
        List.of(Point.of(from, accuracy), Point.of(to, accuracy)));
  }

  private double extreme(ToDoubleFunction<Row> figure, boolean least) {
    var costs =
        contenders.stream()
            .flatMap(contender -> contender.rounds().values().stream())
            .mapToDouble(rows -> Statistics.of(rows, figure).mean())
            .filter(cost -> cost > 0);
    return (least ? costs.min() : costs.max()).orElse(1);
  }
}
