package dev.thaw.bench.evaluate.breakeven;

import static dev.thaw.bench.evaluate.breakeven.Sizes.bytes;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import dev.thaw.protocol.DType;
import java.util.ArrayList;
import java.util.List;

/** Features of the handwriting model against raw upload of the same characters. Immutable. */
record FeatureSizes(Sizes sizes, boolean withRaw) {
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    if (withRaw) {
      blocks.add(new Text(words()));
    }
    blocks.add(features());
    if (withRaw) {
      blocks.add(inputs());
    }
    blocks.add(plot());
    return blocks;
  }

  private Table features() {
    List<List<String>> table =
        sizes.depths().stream()
            .map(
                depth ->
                    List.of(
                        "" + depth,
                        bytes(sizes.values(depth)),
                        bytes(sizes.feature(depth, DType.INT8)),
                        bytes(sizes.feature(depth, DType.FP16)),
                        bytes(sizes.feature(depth, DType.FP32)),
                        bytes(sizes.layers(Arm.FEDAVG_HEAD, depth))))
            .toList();
    return Table.measured(
        "Split: bytes of a feature of handwriting on the wire, in frames of " + Frames.LENGTH,
        List.of("depth", "values", "int8", "fp16", "fp32", "layers behind it"),
        table);
  }

  private Table inputs() {
    List<List<String>> table =
        sizes
            .of(SizesCell.INPUT)
            .map(
                row ->
                    List.of(
                        row.condition(SizesCell.FORM),
                        bytes(row.estimate(SizesCell.PAYLOAD)),
                        bytes(row.figure(SizesCell.BYTES)),
                        depths(smallerAt(row))))
            .toList();
    return Table.measured(
        "Raw upload: bytes of a character on the wire, in the same frames",
        List.of(
            "form", "before packing and framing", "on the wire", "int8 features are smaller at"),
        table);
  }

  private String words() {
    List<String> lines = new ArrayList<>();
    for (Row row : sizes.of(SizesCell.INPUT).toList()) {
      List<Integer> smaller = smallerAt(row);
      List<Integer> larger = sizes.depths().stream().filter(d -> !smaller.contains(d)).toList();
      lines.add(
          "as %s (%s bytes) at %s"
              .formatted(
                  row.condition(SizesCell.FORM),
                  bytes(row.figure(SizesCell.BYTES)),
                  depths(larger)));
    }
    return "Versions of the head cost split learning and raw upload the same, so the smaller "
        + "sample wins, however many there are. **Raw upload sends less** than int8 features "
        + String.join("; ", lines)
        + ". Pen strokes hold all that the net reads; a grey image lacks the order and direction "
        + "of the strokes.";
  }

  private List<Integer> smallerAt(Row input) {
    double raw = input.figure(SizesCell.BYTES);
    return sizes.depths().stream().filter(d -> sizes.feature(d, DType.INT8) < raw).toList();
  }

  private static String depths(List<Integer> depths) {
    return depths.isEmpty()
        ? "no depth"
        : "depth " + String.join(", ", depths.stream().map(String::valueOf).toList());
  }

  private Plot plot() {
    List<Plot.Series> series = new ArrayList<>();
    for (DType dtype : List.of(DType.INT8, DType.FP16, DType.FP32)) {
      List<Plot.Point> points =
          sizes.depths().stream().map(d -> Plot.Point.of(d, sizes.feature(d, dtype))).toList();
      series.add(new Plot.Series("feature, " + dtype, Plot.Mark.LINE, points));
    }
    if (withRaw) {
      sizes.of(SizesCell.INPUT).forEach(row -> series.add(level(row)));
    }
    return new Plot(
        "break-even-cuts",
        "Bytes of a sample at each freeze depth, and raw",
        Plot.Axis.linear("freeze depth"),
        Plot.Axis.logarithmic("bytes on the wire"),
        series);
  }

  private Plot.Series level(Row row) {
    List<Plot.Point> points =
        sizes.depths().stream()
            .map(depth -> Plot.Point.of(depth, row.figure(SizesCell.BYTES)))
            .toList();
    return new Plot.Series("raw, " + row.condition(SizesCell.FORM), Plot.Mark.EXPECTED, points);
  }
}
