package dev.thaw.bench.evaluate.breakeven;

import static dev.thaw.bench.evaluate.breakeven.Sizes.bytes;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import dev.thaw.protocol.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a device really sent beside what the formula says. Immutable. */
record Checked(Sizes sizes) {
  List<Block> blocks() {
    if (sizes.sent().isEmpty() || sizes.depths().isEmpty()) {
      return List.of();
    }
    List<String> columns =
        List.of(
            "depth",
            "samples",
            "versions",
            "computed, bytes",
            "whole stream, measured",
            "above computed",
            "features up, measured",
            "layers down, measured");
    return List.of(
        new Text(words()),
        new Table(
            "N q + V x head against a real device and cloud",
            true,
            columns,
            sizes.sent().stream().map(this::cells).toList()));
  }

  private List<String> cells(Row row) {
    return List.of(
        row.condition(SizesCell.DEPTH),
        row.condition(SentCell.SAMPLES),
        bytes(row.figure(SentCell.PULLED)),
        bytes(computed(row)),
        bytes(row.figure(SentCell.ALL)),
        String.format(Locale.ROOT, "%.1f%%", 100 * deviation(row)),
        bytes(row.figure(SentCell.FEATURES)),
        bytes(row.figure(SentCell.LAYERS)));
  }

  /** With features as measured apart from this, and a head as pulled in the smallest run. */
  private double computed(Row row) {
    int depth = Integer.parseInt(row.condition(SizesCell.DEPTH));
    return Sizes.samples(row) * sizes.feature(depth, DType.INT8)
        + row.figure(SentCell.PULLED) * sizes.pulled(depth);
  }

  private double deviation(Row row) {
    return row.figure(SentCell.ALL) / computed(row) - 1;
  }

  private String words() {
    List<Double> deviations = new ArrayList<>();
    sizes.sent().forEach(row -> deviations.add(deviation(row)));
    double least = deviations.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = deviations.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return String.format(
        Locale.ROOT,
        "Every byte of the stream counted, acknowledgements, notices, manifests and headers of "
            + "HTTP included, a device and its cloud sent %.1f%% to %.1f%% more than the formula "
            + "says.",
        100 * least,
        100 * most);
  }
}
