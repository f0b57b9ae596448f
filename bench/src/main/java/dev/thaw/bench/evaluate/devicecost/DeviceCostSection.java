package dev.thaw.bench.evaluate.devicecost;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.energy.Kappa;
import dev.thaw.bench.evaluate.nets.Digits;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The answer. Immutable. */
record DeviceCostSection(List<Row> rows) {
  private static final List<Integer> THREADS = List.of(1, 2);
  private static final String PHONE = "Xiaomi MI 9, published";

  Section section() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Text(method()));
    blocks.add(costs());
    if (!rows.isEmpty()) {
      blocks.add(calibration());
      blocks.add(plot());
    }
    blocks.add(new Text(conclusion()));
    return new Section("Device cost table", blocks);
  }

  private static String method() {
    return "Training of all layers by plain SGD, and predictions, per batch: each net, batch and"
        + " number of threads in a fresh process, whose peak memory (VmHWM) counts the Java machine"
        + " and the engine too. 100% of CPU is one busy core. Published"
        + " figures are not ours: "
        + Published.SOURCE
        + "; its two times of inference are those of the training path and of the optimised one."
        + " LeNet takes grey pictures of 28x28, the others colour pictures of 224x224, and ten"
        + " classes.";
  }

  /** Ours, thread by thread, and the phone's under each net and batch. */
  private Table costs() {
    List<List<String>> table = new ArrayList<>();
    for (Work work : works()) {
      THREADS.forEach(threads -> work.row(rows, threads).ifPresent(row -> table.add(ours(row))));
      work.published().ifPresent(phone -> table.add(published(phone)));
    }
    return Table.measured(
        "Cost of training on a device, here and on a phone",
        List.of(
            "model",
            "batch",
            "where",
            "training ms",
            "inference ms",
            "peak resident MB",
            "CPU share %"),
        table);
  }

  private static List<String> ours(Row row) {
    String threads = row.condition(Kappa.THREADS);
    return List.of(
        row.condition(Kappa.MODEL),
        row.condition("batch"),
        "here, " + threads + (threads.equals("1") ? " thread" : " threads"),
        Digits.three(row.figure(DeviceCostCell.TRAINING)),
        Digits.three(row.figure(DeviceCostCell.INFERENCE)),
        Digits.three(row.figure(DeviceCostCell.PEAK)),
        Digits.three(row.figure(DeviceCostCell.CPU)));
  }

  private static List<String> published(Published phone) {
    return List.of(
        phone.model(),
        Integer.toString(phone.batch()),
        PHONE,
        Digits.three(phone.trainMillis()),
        Digits.three(phone.predictMillis()) + " / " + Digits.three(phone.optimisedMillis()),
        Digits.three(phone.residentMegabytes()),
        Digits.three(100 * phone.busyCores()));
  }

  private Table calibration() {
    List<List<String>> table = new ArrayList<>();
    for (Work work : works()) {
      List<String> cells = new ArrayList<>(List.of(work.model(), Integer.toString(work.batch())));
      THREADS.forEach(threads -> cells.add(kappa(work, threads)));
      table.add(cells);
    }
    return new Table(
        "Calibration factor kappa: core-seconds of the phone for one of this machine, training",
        true,
        List.of("model", "batch", "1 thread", "2 threads"),
        table);
  }

  private String kappa(Work work, int threads) {
    return Digits.three(
        work.row(rows, threads).map(row -> row.estimate(Kappa.FIGURE)).orElse(Double.NaN));
  }

  private Plot plot() {
    List<Series> series = new ArrayList<>();
    for (int threads : THREADS) {
      List<Point> points = works().stream().flatMap(work -> point(work, threads)).toList();
      if (!points.isEmpty()) {
        series.add(new Series("measured, threads: " + threads, Mark.POINTS, points));
      }
    }
    series.add(
        new Series("at kappa " + Digits.three(Kappa.of(rows).value()), Mark.EXPECTED, line()));
    return new Plot(
        "device-cost-phone-and-here",
        "Training one sample: the phone, as published, and this machine",
        Axis.logarithmic("core ms per sample on the phone"),
        Axis.logarithmic("core ms per sample here"),
        series);
  }

  private Stream<Point> point(Work work, int threads) {
    return work.row(rows, threads).stream()
        .flatMap(
            row ->
                work.published().stream()
                    .map(
                        phone ->
                            Point.of(
                                phone.coreMillisPerSample(), row.figure(DeviceCostCell.CORE))));
  }

  private List<Point> line() {
    double kappa = Kappa.of(rows).value();
    return works().stream()
        .flatMap(work -> work.published().stream())
        .mapToDouble(Published::coreMillisPerSample)
        .sorted()
        .mapToObj(phone -> Point.of(phone, phone / kappa))
        .toList();
  }

  private String conclusion() {
    if (rows.isEmpty()) {
      return "Not measured in this run.";
    }
    Row largest = rows.stream().max((a, b) -> Double.compare(peak(a), peak(b))).orElseThrow();
    return "Estimated energies take kappa as "
        + Kappa.of(rows)
        + ". The most memory took "
        + ours(largest).get(0)
        + " in batches of "
        + largest.condition("batch")
        + ": "
        + Digits.three(peak(largest))
        + " MB, of which "
        + Digits.three(largest.figure(DeviceCostCell.BEFORE))
        + " MB were there before the model.";
  }

  private static double peak(Row row) {
    return row.figure(DeviceCostCell.PEAK);
  }

  private Set<Work> works() {
    Set<Work> works = new LinkedHashSet<>();
    rows.forEach(
        row ->
            works.add(
                new Work(row.condition(Kappa.MODEL), Integer.parseInt(row.condition("batch")))));
    return works;
  }

  /** A net and a batch. */
  private record Work(String model, int batch) {
    Optional<Row> row(List<Row> rows, int threads) {
      return rows.stream()
          .filter(row -> row.is(Kappa.MODEL, model) && row.is("batch", Integer.toString(batch)))
          .filter(row -> row.is(Kappa.THREADS, Integer.toString(threads)))
          .findFirst();
    }

    Optional<Published> published() {
      return Published.of(model, batch);
    }
  }
}
