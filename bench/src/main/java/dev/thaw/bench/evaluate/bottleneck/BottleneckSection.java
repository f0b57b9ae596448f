package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import dev.thaw.bench.evaluate.wire.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Tables and plots of {@link BottleneckQuestion}. Immutable. */
final class BottleneckSection {
  static final double TOLERANCE = 0.15;

  private static final String TITLE = "Bottleneck model";
  private static final String FORMULA = "predicted s";
  private static final String WHOLE = "predicted whole s";
  private static final double MILLIS = 1e3;
  private static final double KB = 1e3;
  private static final String HOW =
      """
      An edge runtime and its cloud, over a relay that paces each direction and delays it. Uploads \
      are timed from the asking to the last acknowledgement, heads from their publication to their \
      running on the device, single layers from the request to the last byte, whole models from the opening of a device that has none. `Tc = latency \
      + size / bandwidth` takes one round trip as the latency (the bytes one way, and the \
      acknowledgement back, or the request before them) and the bytes of the direction that most \
      go. The whole prediction takes every round trip that must follow another, the bytes of both \
      directions, and what the same transfer takes without a link: the work at both ends. A \
      connection is there when a transfer begins, but for the whole model's; that connecting takes \
      a round trip of TCP is not in the relay.""";

  private final List<Row> rows;

  BottleneckSection(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  Section section() {
    if (rows.isEmpty()) {
      return new Section(TITLE, List.of(new Text("Nothing was measured.")));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Text(HOW + "\n\n" + links()));
    blocks.add(measured());
    blocks.add(predicted());
    blocks.add(new Text(target() + names().map(this::finding).collect(Collectors.joining("\n\n"))));
    blocks.add(plot("bottleneck-formula", "The formula", FORMULA));
    blocks.add(plot("bottleneck-whole", "All round trips and the work", WHOLE));
    return new Section(TITLE, blocks);
  }

  private String links() {
    return "The links: "
        + LinksCell.LINKS.stream()
            .filter(link -> rows.stream().anyMatch(row -> row.is("link", link.name())))
            .map(BottleneckSection::describe)
            .collect(Collectors.joining("; "))
        + '.';
  }

  private static String describe(Link link) {
    return text(
        "%s %.0f Mbit/s up, %.0f down, %.0f ms there and back",
        link.name(), link.upBits() / 1e6, link.downBits() / 1e6, MILLIS * link.roundTripSeconds());
  }

  private Table measured() {
    return Table.measured(
        "Transfers, medians",
        List.of("link", "transfer", "up, kB", "down, kB", "measured, ms", "without a link, ms"),
        rows.stream().map(BottleneckSection::measuredCells).toList());
  }

  private static List<String> measuredCells(Row row) {
    return List.of(
        row.condition("link"),
        row.condition("transfer"),
        text("%.2f", row.figure("up bytes") / KB),
        text("%.2f", row.figure("down bytes") / KB),
        text("%.1f", MILLIS * row.figure("transfer s")),
        text("%.1f", MILLIS * row.figure("without link s")));
  }

  private Table predicted() {
    return new Table(
        "What the model says of the same transfers, and how far what was measured is from it",
        true,
        List.of(
            "link",
            "transfer",
            "latency + size / bandwidth, ms",
            "measured is",
            "within 15%",
            "round trips",
            "with all of them and the work, ms",
            "measured is then"),
        rows.stream().map(BottleneckSection::predictedCells).toList());
  }

  private static List<String> predictedCells(Row row) {
    return List.of(
        row.condition("link"),
        row.condition("transfer"),
        text("%.1f", MILLIS * row.estimate(FORMULA)),
        text("%+.0f%%", 100 * deviation(row, FORMULA)),
        isWithin(row, FORMULA) ? "yes" : "no",
        text("%.1f", row.estimate("round trips")),
        text("%.1f", MILLIS * row.estimate(WHOLE)),
        text("%+.0f%%", 100 * deviation(row, WHOLE)));
  }

  private String target() {
    return text(
        "Within 15%%, the target, are %d of %d transfers by the formula, and %d with all round trips"
            + " and the work.\n\n",
        rows.stream().filter(row -> isWithin(row, FORMULA)).count(),
        rows.size(),
        rows.stream().filter(row -> isWithin(row, WHOLE)).count());
  }

  private String finding(String link) {
    List<Row> all = of(link).toList();
    List<Row> missed = all.stream().filter(row -> !isWithin(row, FORMULA)).toList();
    String formula =
        text(
            "**%s**: the formula is within 15%% for %d of %d transfers.",
            link, all.size() - missed.size(), all.size());
    return missed.isEmpty() ? formula : formula + ' ' + why(missed);
  }

  /** What is missing from the formula is either round trips or work. */
  private static String why(List<Row> missed) {
    String each = missed.stream().map(BottleneckSection::why).collect(Collectors.joining("; "));
    long explained = missed.stream().filter(row -> isWithin(row, WHOLE)).count();
    return text(
        "It misses %s. With all round trips and the work, %d of these %d are within 15%%.",
        each, explained, missed.size());
  }

  private static String why(Row row) {
    double seconds = row.figure("transfer s");
    return text(
        "%s by %+.0f%% (of %.0f ms, work without a link is %.0f ms; %.1f round trips, not 1)",
        row.condition("transfer"),
        100 * deviation(row, FORMULA),
        MILLIS * seconds,
        MILLIS * row.figure("without link s"),
        row.estimate("round trips"));
  }

  private Plot plot(String name, String title, String estimate) {
    double[] ends =
        rows.stream()
            .flatMapToDouble(row -> DoubleStream.of(row.estimate(estimate)))
            .sorted()
            .toArray();
    double low = ends[0];
    double high = ends[ends.length - 1];
    Series equal =
        new Series(
            "as predicted", Mark.EXPECTED, List.of(Point.of(low, low), Point.of(high, high)));
    return new Plot(
        name,
        title + ": measured against predicted",
        Axis.logarithmic("predicted, s"),
        Axis.logarithmic("measured, s"),
        Stream.concat(names().map(link -> series(link, estimate)), Stream.of(equal)).toList());
  }

  private Series series(String link, String estimate) {
    List<Point> points =
        of(link).map(row -> Point.of(row.estimate(estimate), row.figure("transfer s"))).toList();
    return new Series(link, Mark.POINTS, points);
  }

  private Stream<String> names() {
    return rows.stream().map(row -> row.condition("link")).distinct();
  }

  private Stream<Row> of(String link) {
    return rows.stream().filter(row -> row.is("link", link));
  }

  private static boolean isWithin(Row row, String estimate) {
    return Math.abs(deviation(row, estimate)) <= TOLERANCE;
  }

  /** Of what was measured from what was predicted, as a share of the latter. */
  static double deviation(Row row, String estimate) {
    return row.figure("transfer s") / row.estimate(estimate) - 1;
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
