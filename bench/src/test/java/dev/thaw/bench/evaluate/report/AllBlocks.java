package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Made-up sections with every kind of block and of mark. */
final class AllBlocks {
  private AllBlocks() {}

  static RunFacts facts(Scale scale, Map<String, String> failed, List<String> missing) {
    return new RunFacts(
        "Thaw, evaluated",
        scale,
        "thaw evaluate --out out",
        "0123abcd+",
        "A processor, 2 cores, 8 GiB",
        "Java 17, Linux, DJL with PyTorch",
        Map.of("data", "writers.zip sha256 9999", "base model", "8888"),
        Instant.parse("2026-11-22T05:00:00Z"),
        301,
        1.4,
        41,
        failed,
        missing);
  }

  static List<Section> sections() {
    return List.of(
        new Section("How accurate, and for how many bytes?", List.of(text(), table(), arms())),
        new Section(
            "What does it cost?", List.of(bars(), estimates(), bottleneck(), throughput(), one())));
  }

  static Text text() {
    return new Text(
        """
        **Split** reaches the best accuracy of `FedAvg, whole model` with 23.4 times fewer bytes \
        (target: at least 20 times).

        The second paragraph: 1 < 2 & 3 > 2, a|b.""");
  }

  static Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (Arm arm : Arm.values()) {
      rows.add(
          List.of(arm.title(), "within", "92.5 ±0.2", "1,234.5", "0.61", "-", "12,345", "0.031"));
    }
    return Table.measured(
        "All arms, UNIPEN writers, within order; bytes are of one device",
        List.of("arm", "order", "accuracy, %", "kB up", "kB down", "rounds", "CPU ms", "share"),
        rows);
  }

  static Table estimates() {
    return new Table(
        "Energy of one device in J, from documented constants",
        true,
        List.of("arm", "low", "mid", "high"),
        List.of(List.of("split", "1.2", "2.4", "5.0"), List.of("raw upload", "3", "6", "12")));
  }

  static Plot arms() {
    List<Series> series = new ArrayList<>();
    for (Arm arm : Arm.values()) {
      Mark mark = arm == Arm.NONE || arm == Arm.PRIOR ? Mark.EXPECTED : Mark.LINE;
      series.add(curve(arm.title(), mark, arm.ordinal()));
    }
    series.add(curve("FedAvg, whole model, int8 updates", Mark.LINE, 9));
    return new Plot(
        "accuracy-bytes",
        "Accuracy against bytes: UNIPEN, within order",
        Axis.logarithmic("bytes of a device, up and down"),
        Axis.linear("accuracy, %"),
        series);
  }

  private static Series curve(String name, Mark mark, int i) {
    double start = 1e3 * Math.pow(1.8, i);
    double y = 92 - 2 * i;
    return new Series(
        name,
        mark,
        List.of(
            new Point(
                "", mark == Mark.EXPECTED ? 1e3 : start, mark == Mark.LINE ? y - 6 : y, y - 7, y),
            new Point("", start * 10, mark == Mark.LINE ? y - 2 : y, y - 3, y),
            new Point("", mark == Mark.EXPECTED ? 1e7 : start * 100, y, y - 1, y + 1)));
  }

  static Plot bars() {
    List<String> places =
        List.of(
            "lenet 28x28",
            "handwriting 28x28",
            "squeezenet 96x96",
            "mobilenet-v2 96x96",
            "alexnet 96x96");
    List<Series> series = new ArrayList<>();
    for (Arm arm : List.of(Arm.SPLIT, Arm.FEDAVG_WHOLE, Arm.FEDAVG_HEAD)) {
      series.add(
          new Series(
              arm.title(),
              Mark.BARS,
              places.stream()
                  .map(place -> bar(place, 2000.0 / (1 + place.length()) / (1 + arm.ordinal())))
                  .toList()));
    }
    return new Plot(
        "throughput-bars",
        "Training samples per second and device",
        Axis.linear("model and input"),
        Axis.linear("training samples per second per device"),
        series);
  }

  private static Point bar(String place, double y) {
    return new Point(place, 0, y, y * 0.9, y * 1.15);
  }

  static Plot bottleneck() {
    List<Point> points =
        Arrays.stream(new double[] {0.02, 0.2, 0.9, 3})
            .mapToObj(x -> new Point("", x, x * 1.1, x, x * 1.3))
            .toList();
    return new Plot(
        "bottleneck",
        "Transfers, measured against predicted",
        Axis.logarithmic("predicted, s"),
        Axis.logarithmic("measured, s"),
        List.of(
            new Series(
                "as predicted", Mark.EXPECTED, List.of(Point.of(0.01, 0.01), Point.of(4, 4))),
            new Series("Wi-Fi, 20 Mbps, 10 ms", Mark.POINTS, points),
            new Series("LTE, 5 Mbps, 50 ms", Mark.POINTS, List.of(Point.of(0.1, 0.12)))));
  }

  static Plot throughput() {
    return new Plot(
        "ratio",
        "Ratio by size of the model",
        Axis.logarithmic("operations of the model, forward, one sample (MFLOP)"),
        Axis.logarithmic("samples per s, split by the other (times)"),
        List.of(
            new Series(
                "measured, against FedAvg, whole model",
                Mark.POINTS,
                List.of(Point.of(4, 8), Point.of(90, 30))),
            new Series(
                "from counted operations, against FedAvg, whole model",
                Mark.EXPECTED,
                List.of(Point.of(4, 9), Point.of(90, 35))),
            new Series(
                "measured, against FedAvg, head",
                Mark.POINTS,
                List.of(Point.of(4, 1.1), Point.of(90, 1.4))),
            new Series(
                "from counted operations, against FedAvg, head",
                Mark.EXPECTED,
                List.of(Point.of(4, 1), Point.of(90, 1)))));
  }

  static Plot one() {
    return new Plot(
        "disk",
        "Bars on powers of ten",
        Axis.linear("the cache's disk"),
        Axis.logarithmic("recomputed samples"),
        List.of(
            new Series(
                "literal", Mark.BARS, List.of(Point.bar("1 MiB", 4), Point.bar("2 MiB", 40))),
            new Series(
                "provenance", Mark.BARS, List.of(Point.bar("1 MiB", 900), Point.bar("2 MiB", 0)))));
  }
}
