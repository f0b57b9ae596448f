package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What of a plot can be drawn: a logarithmic axis has no place for zero and less, and no axis has
 * one for what is not a number. Immutable.
 *
 * @param plot without what cannot be drawn
 * @param dropped points that cannot
 */
record Drawable(Plot plot, int dropped) {
  static Drawable of(Plot plot) {
    List<Series> series =
        plot.series().stream()
            .map(each -> kept(plot, each))
            .filter(each -> !each.points().isEmpty())
            .toList();
    Plot kept = new Plot(plot.name(), plot.title(), plot.x(), plot.y(), series);
    return new Drawable(kept, count(plot) - count(kept));
  }

  /** Why not all of it is there; empty if it is. */
  String note() {
    if (dropped == 0) {
      return "";
    }
    return dropped == 1
        ? "One point is not shown: it has no place on these axes."
        : dropped + " points are not shown: they have no place on these axes.";
  }

  /** Places of bars, in the order in which they are first named. */
  List<String> places() {
    return plot.series().stream()
        .flatMap(each -> each.points().stream())
        .map(Point::at)
        .distinct()
        .toList();
  }

  /** Whether the horizontal axis has named places instead of figures. */
  boolean hasPlaces() {
    return plot.series().stream()
        .anyMatch(
            each ->
                each.mark() == Mark.BARS
                    || each.points().stream().anyMatch(p -> !p.at().isEmpty()));
  }

  /** All heights, with the ends of error bars. */
  DoubleStream heights() {
    return points().flatMapToDouble(point -> DoubleStream.of(point.low(), point.high(), point.y()));
  }

  /** All positions of points that have one. */
  DoubleStream positions() {
    return points().mapToDouble(Point::x);
  }

  private Stream<Point> points() {
    return plot.series().stream().flatMap(each -> each.points().stream());
  }

  private static Series kept(Plot plot, Series series) {
    boolean placed = series.mark() == Mark.BARS;
    List<Point> points =
        series.points().stream()
            .filter(point -> fits(plot.y(), point.y()))
            .filter(point -> placed || !point.at().isEmpty() || fits(plot.x(), point.x()))
            .map(point -> withSoundBar(plot, point))
            .toList();
    return new Series(series.name(), series.mark(), points);
  }

  private static boolean fits(Plot.Axis axis, double value) {
    return Double.isFinite(value) && (value > 0 || !axis.logarithmic());
  }

  private static Point withSoundBar(Plot plot, Point point) {
    double low = fits(plot.y(), point.low()) ? Math.min(point.low(), point.y()) : point.y();
    double high = fits(plot.y(), point.high()) ? Math.max(point.high(), point.y()) : point.y();
    return new Point(point.at(), point.x(), point.y(), low, high);
  }

  private static int count(Plot plot) {
    return plot.series().stream().mapToInt(each -> each.points().size()).sum();
  }
}
