package dev.thaw.bench.evaluate.continual;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the rows of one data say. Immutable.
 *
 * @param lines not empty
 */
record Answer(String data, List<Line> lines) {
  private static final String NOT_GIVEN = "not given";
  private static final String SHARE = "%.3f";

  /** Of rows about the same data, at least one. */
  static Answer of(String data, List<Row> rows) {
    return new Answer(data, Line.of(rows));
  }

  /** Table, plot and what follows from them. */
  List<Block> blocks() {
    return List.of(table(), plot(), new Text(new Findings(data, lines, compared()).text()));
  }

  /** Whether there is something measured elsewhere to stand beside. */
  private boolean compared() {
    return data.equals(MnistCell.DATA);
  }

  private Table table() {
    List<String> columns =
        new ArrayList<>(
            List.of("arm", "samples kept at most", "ACC", "BWT", "training s", "kept KiB"));
    if (compared()) {
      columns.addAll(List.of("ACC measured elsewhere", "BWT measured elsewhere"));
    }
    return Table.measured(title(), columns, lines.stream().map(this::row).toList());
  }

  private String title() {
    Row any = lines.get(0).rows().get(0);
    return "%s: %s samples to learn, %s to measure on, in %s tasks; mean ± half the range, seeds: %d"
        .formatted(
            data,
            any.condition("training samples"),
            any.condition("test samples"),
            any.condition("tasks"),
            lines.get(0).rows().size());
  }

  private List<String> row(Line line) {
    List<String> row =
        new ArrayList<>(
            List.of(
                line.arm(),
                line.budget(),
                line.accuracy().text(SHARE),
                line.transfer().text(SHARE),
                line.seconds().text("%.2f"),
                line.keptKib().text("%.0f")));
    if (compared()) {
      row.add(Reference.beside(line).map(it -> share(it.accuracy())).orElse(NOT_GIVEN));
      row.add(
          Reference.beside(line).flatMap(Reference::transfer).map(Answer::share).orElse(NOT_GIVEN));
    }
    return row;
  }

  private Plot plot() {
    List<Series> series = new ArrayList<>(List.of(replay()));
    for (Line line : lines) {
      if (!line.is(Kept.Samples.SOME)) {
        series.add(level(line.arm(), line.accuracy().mean()));
      }
    }
    if (compared()) {
      series.add(level("no replay, measured elsewhere", Reference.noReplay().accuracy()));
      series.add(new Series("replay, measured elsewhere", Mark.POINTS, elsewhere()));
    }
    return new Plot(
        "continual-" + data.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
        data + ": accuracy over all digits after the last task, by what is kept",
        Axis.logarithmic("cached samples at most"),
        Axis.linear("ACC, share of 1"),
        series.stream().filter(each -> !each.points().isEmpty()).toList());
  }

  private Series replay() {
    List<Point> points =
        lines.stream()
            .filter(line -> line.is(Kept.Samples.SOME))
            .map(line -> point(line.samples(), line))
            .toList();
    return new Series("replay", Mark.LINE, points);
  }

  private static Point point(int x, Line line) {
    var accuracy = line.accuracy();
    return new Point("", x, accuracy.mean(), accuracy.low(), accuracy.high());
  }

  private static List<Point> elsewhere() {
    return Reference.replay().entrySet().stream()
        .map((Map.Entry<Integer, Double> each) -> Point.of(each.getKey(), each.getValue()))
        .toList();
  }

  /** A level from the smallest budget to all samples. */
  private Series level(String name, double accuracy) {
    int all = Integer.parseInt(lines.get(0).rows().get(0).condition("training samples"));
    List<Point> ends = List.of(Point.of(Findings.LEAST, accuracy), Point.of(all, accuracy));
    return new Series(name, Mark.EXPECTED, ends);
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, SHARE, value);
  }
}
