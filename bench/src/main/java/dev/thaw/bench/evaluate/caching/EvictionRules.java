package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.edge.EdgeStatus;
import dev.thaw.edge.predict.Eviction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Many head updates under both rules of eviction. Before each a person corrects new characters, of
 * which the last waits for upload while the head is trained and installed; after it they look at
 * earlier ones again. In the end the freeze point moves one layer up. Also counts what the device's
 * backbone does while the cloud trains. Immutable.
 */
record EvictionRules(int updates) implements Piece {
  static final String UPDATES = "head updates";
  static final String HIT_RATE = "hit rate";
  static final String FORWARDS = "backbone forwards";
  static final String UNSENT = "lost before upload";
  static final String SHALLOWER = "lost one layer shallower";
  static final String TRAINING = "backbone forwards while heads train";
  static final String CORRECTED = "corrected samples";

  private static final int FRESH = 10;
  private static final int LOOKED_AT = 60;
  private static final int LOOKS = 2;

  @Override
  public String name() {
    return "eviction";
  }

  @Override
  public List<Row> run(Path directory, Supply supply) {
    List<Row> rows = new ArrayList<>();
    for (Eviction rule : List.of(Eviction.PROVENANCE, Eviction.LITERAL)) {
      String arm = rule.name().toLowerCase(Locale.ROOT);
      try (Pair pair = new Pair(directory.resolve(arm), config -> config.withEviction(rule))) {
        rows.add(row(arm, pair, supply));
      }
    }
    return rows;
  }

  private Row row(String arm, Pair pair, Supply supply) {
    List<Sample> earlier = supply.first(LOOKED_AT);
    pair.goOnline();
    look(pair, earlier);
    int published = 0;
    long training = 0;
    for (int update = 0; update < updates; update++) {
      int from = LOOKED_AT + update * FRESH;
      correct(pair, supply.range(from, from + FRESH));
      long before = pair.device().layerRuns(0);
      published += pair.publishHead() ? 1 : 0;
      training += pair.device().layerRuns(0) - before;
      for (int i = 0; i < LOOKS; i++) {
        look(pair, earlier);
      }
    }
    pair.flush();
    return row(arm, pair, published, training);
  }

  private static void correct(Pair pair, List<Sample> fresh) {
    pair.annotate(fresh.subList(0, FRESH - 1));
    pair.flush();
    pair.annotate(fresh.subList(FRESH - 1, FRESH));
  }

  private Row row(String arm, Pair pair, int published, long training) {
    EdgeStatus status = pair.device().status();
    double predictions = status.predictions().predictions();
    pair.moveTo(Pair.DEPTH - 1);
    return row(
        arm,
        Map.of(UPDATES, String.valueOf(updates)),
        Map.of(
            UPDATES, (double) published,
            HIT_RATE, status.predictions().hits() / predictions,
            FORWARDS, (double) status.predictions().misses(),
            TRAINING, (double) training,
            UNSENT, (double) status.uploads().lost(),
            SHALLOWER, (double) pair.counts().lost(),
            CORRECTED, (double) updates * FRESH));
  }

  private static void look(Pair pair, List<Sample> samples) {
    samples.forEach(sample -> pair.device().predict(sample.input()));
  }
}
