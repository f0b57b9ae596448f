package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
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
import java.util.function.Predicate;

/**
 * The answer to {@link AccuracyQuestion}. Immutable.
 *
 * @param energy how joules are estimated
 */
record AccuracySection(List<Row> rows, Joules energy) {
  private static final String DEPTH = Integer.toString(CloudSetup.BASE.layers().size() - 2);
  private static final String WITHIN = "within-class";

  Section section() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Text(intro()));
    for (String data : values("data", row -> true)) {
      for (String order : values("order", row -> row.is("data", data))) {
        blocks.addAll(compared(data, order));
      }
    }
    blocks.addAll(depths());
    blocks.addAll(dtypes());
    return new Section("What each arm gives, and what it costs", blocks);
  }

  private static String intro() {
    return """
        Each person is a device. The general model has never seen these people. What they correct \
        is what each arm may learn from; accuracy is measured on other characters of theirs, and is \
        the mean over people; ± is half the range over seeds, each of which draws nine tenths \
        of the corrections, for all arms the same. Bytes are those of one device, all that \
        passed its sockets, headers included. Device CPU is processor time of one device beyond \
        recognising what its person writes, which a device of any arm does: for split all that its \
        process does from the first upload to the installed head, for FedAvg and on-device the \
        threads that train. FedAvg stands at its best round. *Class prior* learns nothing about the hand: what does not \
        beat it has learned nothing."""
        .replace("*", "**");
  }

  private List<Block> compared(String data, String order) {
    List<Contender> contenders =
        Contender.of(
            rows.stream()
                .filter(row -> row.is("data", data) && row.is("order", order))
                .filter(row -> row.is("depth", DEPTH) && !isOtherDtype(row))
                .toList());
    String where = ": " + data + ", " + order + " order";
    String name = "accuracy-" + (data + "-" + order).replaceAll("[^a-z0-9]+", "-");
    AccuracyPlots plots = new AccuracyPlots(name, where, contenders);
    List<Block> blocks = new ArrayList<>();
    blocks.add(ArmTable.of("All arms" + where, contenders));
    blocks.add(new Text(new Targets(contenders).text()));
    blocks.add(plots.against("bytes", "bytes of a device, up and down", Contender::bytes));
    blocks.add(plots.against("device-time", "device CPU, s", row -> row.figure("device CPU s")));
    blocks.add(plots.against("joules", "estimated J of a device, LTE", energy::middle));
    blocks.add(energy.table("Estimated joules of a device" + where, contenders));
    return blocks;
  }

  /**
   * FedAvg sends weights as fp32; what goes through the product as int8 unless dtypes are asked.
   */
  private static boolean isOtherDtype(Row row) {
    boolean product = row.conditions().getOrDefault("compression", "-").equals("-");
    return product && (row.is("dtype", "fp16") || isProductFp32(row));
  }

  private static boolean isProductFp32(Row row) {
    return row.is("dtype", "fp32") && !row.arm().startsWith("on-device");
  }

  private List<Block> depths() {
    List<Row> own =
        rows.stream()
            .filter(row -> row.is("dtype", "int8") && row.is("order", WITHIN) && row.seed() == 1)
            .filter(row -> row.arm().startsWith("split"))
            .filter(row -> !row.is("data", "synthetic") || !hasReal())
            .sorted(
                Comparator.comparing((Row row) -> row.arm())
                    .thenComparing(row -> row.condition("depth")))
            .toList();
    if (own.isEmpty()) {
      return List.of();
    }
    return List.of(
        Table.measured(
            "Every freeze depth: int8, " + WITHIN + " order, one seed",
            List.of("arm", "depth", "accuracy %", "bytes a feature", "kB down", "cloud CPU s"),
            own.stream().map(AccuracySection::depthRow).toList()),
        new Plot(
            "accuracy-depth",
            "Accuracy by freeze depth",
            Axis.linear("freeze depth"),
            Axis.linear("accuracy, %"),
            own.stream().map(Row::arm).distinct().map(arm -> byDepth(arm, own)).toList()));
  }

  private static Series byDepth(String arm, List<Row> rows) {
    return new Series(
        arm,
        Mark.LINE,
        rows.stream()
            .filter(row -> row.arm().equals(arm))
            .map(
                row ->
                    Point.of(
                        Integer.parseInt(row.condition("depth")), 100 * row.figure("accuracy")))
            .toList());
  }

  private static List<String> depthRow(Row row) {
    return List.of(
        row.arm(),
        row.condition("depth"),
        ArmTable.percent(row.figure("accuracy")),
        String.format(Locale.ROOT, "%.0f", row.figure("feature bytes")),
        ArmTable.kilobytes(Statistics.of(row.figure("bytes down"))),
        String.format(Locale.ROOT, "%.1f", row.figure("cloud CPU s")));
  }

  private List<Block> dtypes() {
    List<Row> own =
        rows.stream()
            .filter(row -> row.is("order", WITHIN) && row.is("depth", DEPTH) && row.seed() == 1)
            .filter(row -> row.arm().equals("split") || row.arm().equals("raw upload"))
            .filter(row -> !row.is("data", "synthetic") || !hasReal())
            .sorted(Comparator.comparing(Row::arm).thenComparing(row -> row.condition("dtype")))
            .toList();
    if (own.isEmpty()) {
      return List.of();
    }
    return List.of(
        Table.measured(
            "What values are uploaded as, depth " + DEPTH + ", one seed",
            List.of("arm", "dtype", "accuracy %", "bytes a sample", "the same as pen strokes"),
            own.stream().map(AccuracySection::dtypeRow).toList()),
        new Text(
            "Pen strokes are what a person's own program would send if inputs were to leave the"
                + " device: coordinates of 16 bits. They are smaller or larger than a feature"
                + " as the table says; the images that the network reads are always larger."));
  }

  private static List<String> dtypeRow(Row row) {
    double strokes =
        row.figure("bytes as strokes") * row.figure("people") / row.figure("training samples");
    return List.of(
        row.arm(),
        row.condition("dtype"),
        ArmTable.percent(row.figure("accuracy")),
        String.format(Locale.ROOT, "%.0f", row.figure("feature bytes")),
        String.format(Locale.ROOT, "%.0f", strokes));
  }

  private boolean hasReal() {
    return rows.stream().anyMatch(row -> !row.is("data", "synthetic"));
  }

  private List<String> values(String condition, Predicate<Row> of) {
    return rows.stream()
        .filter(of)
        .map(row -> row.condition(condition))
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }
}
