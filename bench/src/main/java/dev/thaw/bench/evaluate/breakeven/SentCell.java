package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.edge.EdgeStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a device and its cloud really send, every byte of the stream, from the first sample to the
 * last version of the head. Immutable.
 *
 * @param counts of samples
 * @param most samples for which there are also many versions
 */
record SentCell(Plan plan, List<Integer> counts, int most) implements Cell {
  static final String SENT = "sent";
  static final String SAMPLES = "samples";
  static final String VERSIONS = "versions";
  static final String ALL = "stream bytes";
  static final String FEATURES = "feature bytes up";
  static final String PULLED = "versions pulled";
  static final String LAYERS = "layer bytes down";

  SentCell {
    counts = List.copyOf(counts);
  }

  @Override
  public String name() {
    return "sent";
  }

  @Override
  public Need need() {
    return Need.seconds(plan.scale().of(5.0, 12.0, 25.0));
  }

  @Override
  public List<Row> run(Workplace place) {
    Supply supply = Supply.of(plan);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      place.progress().accept((double) i / counts.size());
      int count = counts.get(i);
      Path at = place.directory().resolve("" + count);
      rows.add(send(at.resolve("one"), supply, count, Versions.one(), Pair.DEPTH));
      if (count > Versions.EVERY && count <= most) {
        rows.add(send(at.resolve("many"), supply, count, Versions.many(), Pair.DEPTH));
      }
    }
    Path deeper = place.directory().resolve("deeper");
    rows.add(send(deeper, supply, counts.get(0), Versions.one(), Pair.DEPTH + 1));
    return rows.stream().map(supply::labelled).toList();
  }

  private Row send(Path directory, Supply supply, int count, Versions versions, int depth) {
    try (Pair pair = new Pair(directory, config -> config)) {
      pair.goOnline();
      pair.moveTo(depth);
      EdgeStatus.Traffic before = pair.device().status().traffic();
      long all = pair.tap().up() + pair.tap().down();
      int pulled = 0;
      for (int from = 0; from < count; from += Versions.EVERY) {
        pair.annotate(supply.range(from, Math.min(count, from + Versions.EVERY)));
        pair.flush();
        boolean due = versions.perSample() > 0 || from + Versions.EVERY >= count;
        pulled += due && pair.publishHead() ? 1 : 0;
      }
      EdgeStatus.Traffic after = pair.device().status().traffic();
      return Row.measured(
          Arm.SPLIT.title(),
          Map.of(
              SizesCell.WHAT,
              SENT,
              SizesCell.DEPTH,
              "" + depth,
              SAMPLES,
              "" + count,
              VERSIONS,
              versions.text()),
          0,
          Map.of(
              ALL, (double) pair.tap().up() + pair.tap().down() - all,
              FEATURES, (double) after.featuresUp() - before.featuresUp(),
              LAYERS, (double) after.layersDown() - before.layersDown(),
              PULLED, (double) pulled));
    }
  }
}
