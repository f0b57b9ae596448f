package dev.thaw.bench.evaluate.scaling;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Tables and plots of {@link ScalingQuestion}. Immutable. */
final class ScalingSection {
  private static final String TITLE = "Scaling with devices";
  private static final double KB = 1e3;
  private static final String HOW =
      """
      The cloud is `thaw serve` in a process of its own, on the same machine as the devices, with \
      its usual limits. Each device uploads its corrections in batches of 16; when the last is \
      acknowledged, all device heads are asked for, and trained in closed form; `installed` is from \
      the making of a head's manifest to its running on its device: notice, manifest, layers, \
      signature and digests included, while other heads are still trained. Load generators do all \
      of it but run the model; they and the cloud share the processors, so that ingest is a lower \
      bound.

      Memory of the server is its live heap after a collection and all that is resident beside the \
      heap, with all devices connected and served, less the same before they came. Bytes are all \
      that passes the sockets, headers of HTTP and WebSocket included, counted for up to ten of the \
      devices.""";

  private final List<Row> rows;

  ScalingSection(List<Row> rows) {
    this.rows =
        rows.stream()
            .sorted(
                Comparator.comparingInt(ScalingSection::devices)
                    .thenComparing(row -> row.condition("kind")))
            .toList();
  }

  Section section() {
    if (rows.isEmpty()) {
      return new Section(TITLE, List.of(new Text("Nothing was measured.")));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Text(HOW));
    blocks.add(rates());
    blocks.add(costs());
    blocks.add(new Text(findings()));
    blocks.add(plot("scaling-ingest", "Ingest", "features per s", "ingest features per s"));
    blocks.add(plot("scaling-heads", "Heads trained", "heads per s", "heads per s"));
    blocks.add(latency());
    return new Section(TITLE, blocks);
  }

  private Table rates() {
    return Table.measured(
        "Rates of all devices together, and how long a head is on its way",
        List.of(
            "devices",
            "kind",
            "corrections each",
            "ingest, features/s",
            "heads/s",
            "training, samples/s",
            "published",
            "installed p50, ms",
            "installed p95, ms"),
        rows.stream().map(ScalingSection::rateCells).toList());
  }

  private static List<String> rateCells(Row row) {
    return List.of(
        row.condition("devices"),
        row.condition("kind"),
        row.condition("features per device"),
        text("%.0f", row.figure("ingest features per s")),
        text("%.1f", row.figure("heads per s")),
        text("%.0f", row.figure("training samples per s")),
        text("%.0f%%", 100 * row.figure("published share")),
        text("%.1f", row.figure("installed p50 ms")),
        text("%.1f", row.figure("installed p95 ms")));
  }

  private Table costs() {
    return Table.measured(
        "What a device costs",
        List.of(
            "devices",
            "kind",
            "server before, MB",
            "server with them, MB",
            "server per device, MB",
            "up per device, kB",
            "down per device, kB"),
        rows.stream().map(ScalingSection::costCells).toList());
  }

  private static List<String> costCells(Row row) {
    return List.of(
        row.condition("devices"),
        row.condition("kind"),
        text("%.1f", row.figure("server idle MB")),
        text("%.1f", row.figure("server MB")),
        text("%.3f", row.figure("server MB per device")),
        text("%.1f", row.figure("bytes up per device") / KB),
        text("%.1f", row.figure("bytes down per device") / KB));
  }

  private String findings() {
    Row many = rows.get(rows.size() - 1);
    Row few = alike(many).orElse(rows.get(0));
    return devices(few) == devices(many) ? memory(many) : growth(few, many) + ' ' + memory(many);
  }

  /** The fewest of the same kind. */
  private Optional<Row> alike(Row many) {
    return rows.stream()
        .filter(row -> row.is("kind", many.condition("kind")) && devices(row) < devices(many))
        .findFirst();
  }

  private static String growth(Row few, Row many) {
    return text(
        "From %d (%s) to %d devices (%s) ingest goes from %.0f to %.0f features a second, training"
            + " from %.1f to %.1f heads a second, and the median head is installed after %.1f ms"
            + " instead of %.1f ms.",
        devices(few),
        few.condition("kind"),
        devices(many),
        many.condition("kind"),
        few.figure("ingest features per s"),
        many.figure("ingest features per s"),
        few.figure("heads per s"),
        many.figure("heads per s"),
        many.figure("installed p50 ms"),
        few.figure("installed p50 ms"));
  }

  /** With few devices what they take is lost in what the process takes by itself. */
  private String memory(Row many) {
    String share =
        text(
            "With %d connected and served, the server has grown by %.1f MB, %.0f kB for each.",
            devices(many),
            many.figure("server MB") - many.figure("server idle MB"),
            KB * many.figure("server MB per device"));
    return devices(many) < 100
        ? share + " So few say little: that is mostly the process's own."
        : share + " With few devices the growth is mostly the process's own.";
  }

  private Plot plot(String name, String title, String unit, String figure) {
    return new Plot(
        name,
        title + " against the number of devices",
        Axis.logarithmic("devices"),
        Axis.logarithmic(unit),
        kinds().map(kind -> series(kind, kind, figure)).toList());
  }

  private Plot latency() {
    List<Series> series =
        kinds()
            .flatMap(
                kind ->
                    Stream.of(
                        series(kind, kind + ", p50", "installed p50 ms"),
                        series(kind, kind + ", p95", "installed p95 ms")))
            .toList();
    return new Plot(
        "scaling-installed",
        "From a head's publication to its running on the device",
        Axis.logarithmic("devices"),
        Axis.logarithmic("ms"),
        series);
  }

  private Series series(String kind, String name, String figure) {
    List<Point> points =
        rows.stream()
            .filter(row -> row.is("kind", kind))
            .map(row -> Point.of(devices(row), row.figure(figure)))
            .toList();
    return new Series(name, Mark.LINE, points);
  }

  private Stream<String> kinds() {
    return rows.stream().map(row -> row.condition("kind")).distinct();
  }

  private static int devices(Row row) {
    return Integer.parseInt(row.condition("devices"));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
