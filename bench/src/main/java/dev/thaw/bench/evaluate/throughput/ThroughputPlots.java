package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The pictures of the answer; none without figures. Immutable. */
record ThroughputPlots(List<Trial> trials) {
  private static final Axis RATIO = Axis.logarithmic("samples per s, split by the other (times)");

  List<Block> plots() {
    List<Block> plots = new ArrayList<>();
    List<Series> bySize = bySize(Trial::megaFlops);
    if (!bySize.isEmpty()) {
      plots.add(
          new Plot(
              "throughput-by-size",
              "Training throughput of split against federated averaging, by size of the model",
              Axis.logarithmic("operations of the model, forward, one sample (MFLOP)"),
              RATIO,
              bySize));
      plots.add(
          new Plot(
              "throughput-by-thawed-share",
              "The same by how little is trained",
              Axis.logarithmic("all operations by those of the trained layers"),
              RATIO,
              bySize(ThroughputPlots::overThawed)));
    }
    return plots;
  }

  private List<Series> bySize(ToDoubleFunction<Trial> x) {
    List<Series> series = new ArrayList<>();
    for (Arm other : ThroughputSection.OTHERS) {
      add(series, "measured, against " + other.title(), Mark.POINTS, x, t -> t.speedup(other));
      add(
          series,
          "from counted operations, against " + other.title(),
          Mark.EXPECTED,
          x,
          trial -> trial.predicted(other));
    }
    return series;
  }

  private void add(
      List<Series> series,
      String name,
      Mark mark,
      ToDoubleFunction<Trial> x,
      ToDoubleFunction<Trial> y) {
    List<Point> points =
        trials.stream()
            .filter(trial -> y.applyAsDouble(trial) > 0 && x.applyAsDouble(trial) > 0)
            .map(trial -> Point.of(x.applyAsDouble(trial), y.applyAsDouble(trial)))
            .sorted(Comparator.comparingDouble(Point::x))
            .toList();
    if (!points.isEmpty()) {
      series.add(new Series(name, mark, points));
    }
  }

  private static double overThawed(Trial trial) {
    return 1 / (1 - trial.figure(Arm.SPLIT, Found.FROZEN));
  }
}
