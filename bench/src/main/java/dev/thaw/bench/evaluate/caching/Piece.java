package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.pair.Supply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One measurement of a {@link PiecesCell}. Implementations are immutable. */
sealed interface Piece permits Epochs, ZipfDraws, RepeatedInputs, EvictionRules, Recomputation {
  /** The condition that says which piece a row is of. */
  String WHAT = "what";

  String ON = "cache on";
  String OFF = "cache off";

  /** What it is called in rows. */
  String name();

  /**
   * Measures.
   *
   * @param directory empty, for whatever it keeps
   */
  List<Row> run(Path directory, Supply supply);

  /** A row of this piece. */
  default Row row(String arm, Map<String, String> conditions, Map<String, Double> figures) {
    Map<String, String> all = new TreeMap<>(conditions);
    all.put(WHAT, name());
    return Row.measured(arm, all, 0, figures);
  }
}
