package dev.thaw.bench.evaluate.breakeven;

import static dev.thaw.bench.evaluate.breakeven.Sizes.bytes;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Activations of nets of the zoo against the images they are made of. Immutable. */
record ZooSizes(Sizes sizes) {
  List<Block> blocks() {
    List<String> columns =
        List.of(
            "net and input",
            "cut",
            "after",
            "values",
            "int8 bytes",
            "image bytes",
            "int8 by image",
            "bytes of the layers behind");
    return List.of(
        new Text(words()),
        new Table(
            "Activations at each cut against the image of 8 bits a pixel and channel, by count",
            true,
            columns,
            sizes.of(SizesCell.CUT).map(ZooSizes::cells).toList()));
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.condition(SizesCell.MODEL),
        row.condition(SizesCell.DEPTH),
        row.condition("after"),
        bytes(row.estimate(SizesCell.VALUES)),
        bytes(row.estimate(SizesCell.PAYLOAD)),
        bytes(row.estimate(SizesCell.RAW)),
        String.format(Locale.ROOT, "%.2f", ratio(row)),
        bytes(row.estimate(SizesCell.HEAD)));
  }

  private static double ratio(Row row) {
    return row.estimate(SizesCell.PAYLOAD) / row.estimate(SizesCell.RAW);
  }

  private String words() {
    Map<String, List<String>> larger = new LinkedHashMap<>();
    for (Row row : sizes.of(SizesCell.CUT).toList()) {
      List<String> cuts =
          larger.computeIfAbsent(row.condition(SizesCell.MODEL), model -> new ArrayList<>());
      if (ratio(row) >= 1) {
        cuts.add(row.condition(SizesCell.DEPTH));
      }
    }
    List<String> lines = new ArrayList<>();
    larger.forEach((model, cuts) -> lines.add(line(model, cuts)));
    return "**Early cuts are larger than the image**, which raw upload would send: "
        + String.join("; ", lines)
        + ". Nothing is packed in this count, neither activations nor images; int8 has a scale "
        + "of 4 bytes for each channel.";
  }

  private static String line(String model, List<String> cuts) {
    return model + (cuts.isEmpty() ? " at no cut" : " at cut " + String.join(", ", cuts));
  }
}
