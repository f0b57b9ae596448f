package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.List;

/** Puts the answer together from what has been measured so far. Immutable. */
record BreakEvenSection(Plan plan, List<Row> rows) {
  Section section() {
    Sizes sizes = new Sizes(rows);
    List<Block> blocks = new ArrayList<>();
    if (!sizes.depths().isEmpty()) {
      blocks.add(new Text(formulas() + data()));
      blocks.addAll(new Lines(plan, sizes).blocks());
      blocks.addAll(new FeatureSizes(sizes, plan.has(Arm.RAW)).blocks());
      blocks.addAll(new ZooSizes(sizes).blocks());
    }
    blocks.addAll(new Checked(sizes).blocks());
    return new Section("Where it does not win", blocks);
  }

  private static String formulas() {
    return "Bytes of one device with N samples: split learning `N q + V H`, raw upload "
        + "`N r + V H`, federated averaging `2 R H` of the head and `2 R M` of the whole model; "
        + "q bytes a feature, r an input, V versions of a head of H bytes pulled, R rounds, M bytes of the "
        + "model. \"As pulled\" is the head that the cloud trains for a device by default, "
        + "measured; else H is 4 bytes for each parameter. Rivals' weights are counted as fp32: "
        + "federated averaging with updates of int8 would send a quarter, and meet split learning "
        + "at fewer samples.";
  }

  private String data() {
    return " Characters are of %s.".formatted(rows.get(0).conditions().get(Supply.DATA));
  }
}
