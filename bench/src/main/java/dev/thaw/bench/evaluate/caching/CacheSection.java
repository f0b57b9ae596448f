package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Section;
import java.util.ArrayList;
import java.util.List;

/** Puts together what was found; pieces without rows are left out. Immutable. */
record CacheSection(List<Row> rows) {
  Section section() {
    List<Block> blocks = new ArrayList<>();
    add(blocks, "epochs", found -> new EpochsFound(found, of("eviction")).blocks());
    add(blocks, "zipf", found -> new ZipfFound(found).blocks());
    add(blocks, "repeats", found -> new RepeatsFound(found).blocks());
    add(blocks, "eviction", found -> new EvictionFound(found).blocks());
    add(blocks, "recomputation", found -> new RecomputationFound(found).blocks());
    return new Section("What the cache buys", blocks);
  }

  /** What one piece shows. */
  private interface Shown {
    List<Block> blocks(Findings found);
  }

  private void add(List<Block> blocks, String piece, Shown shown) {
    Findings found = of(piece);
    if (!found.isEmpty()) {
      blocks.addAll(shown.blocks(found));
    }
  }

  private Findings of(String piece) {
    return Findings.of(rows, piece);
  }
}
