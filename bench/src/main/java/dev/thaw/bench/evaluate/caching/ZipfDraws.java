package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.predict.PredictCounts;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The hit rate where inputs repeat as words do, with a cache that holds them all and one that does
 * not. The freeze point is at a cut whose activations are large, so that a small cache is soon
 * full. Immutable.
 *
 * @param few distinct inputs that fit the small cache
 * @param many distinct inputs that do not
 */
record ZipfDraws(int few, int many, int draws) implements Piece {
  static final String DISTINCT = "distinct inputs";
  static final String DISK = "disk MiB";
  static final String POSSIBLE = "repeated share";
  static final String HIT_RATE = "hit rate";
  static final String FORWARDS = "backbone forwards per prediction";
  static final String KEPT = "samples kept";

  static final int DEPTH = 4;

  /** The least that a cache may have; the default is 64. */
  private static final int SMALL = 8;

  private static final int LARGE = 64;
  private static final long SEED = 7;

  @Override
  public String name() {
    return "zipf";
  }

  @Override
  public List<Row> run(Path directory, Supply supply) {
    return List.of(
        draw(directory, supply, few, SMALL),
        draw(directory, supply, many, SMALL),
        draw(directory, supply, many, LARGE));
  }

  private Row draw(Path directory, Supply supply, int distinct, int disk) {
    Path at = directory.resolve(distinct + "-" + disk);
    Zipf zipf = new Zipf(distinct, SEED);
    BitSet came = new BitSet();
    try (EdgeRuntime device = Pair.alone(at, config -> bounded(config, disk))) {
      for (int i = 0; i < draws; i++) {
        int place = zipf.next();
        came.set(place);
        device.predict(supply.at(place).input());
      }
      return row(device, Map.of(DISTINCT, "" + distinct, DISK, "" + disk), came.cardinality());
    }
  }

  private static EdgeConfig bounded(EdgeConfig config, int disk) {
    return config.withCache(Pair.disk(disk)).withBundledDepth(DEPTH);
  }

  private Row row(EdgeRuntime device, Map<String, String> conditions, int came) {
    PredictCounts counts = device.status().predictions();
    return row(
        ON,
        conditions,
        Map.of(
            POSSIBLE,
            1 - (double) came / draws,
            HIT_RATE,
            (double) counts.hits() / draws,
            FORWARDS,
            (double) device.layerRuns(0) / draws,
            KEPT,
            (double) device.status().cache().samples()));
  }
}
