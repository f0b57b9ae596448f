package dev.thaw.bench.evaluate.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts that must come out of real devices; times are not looked at. */
class CacheIT {
  private static final Plan PLAN =
      new Plan(Scale.TINY, Optional.empty(), Optional.empty(), Set.of("split"), Set.of());
  private static final int SAMPLES = 20;

  @TempDir private Path directory;

  @Test
  void countsAreWhatTheRulesOfTheCacheSay() {
    List<Row> rows =
        run(
            new Epochs(1, 2),
            new ZipfDraws(20, 600, 500),
            new RepeatedInputs(1, 50, List.of(0.0, 0.9)),
            new EvictionRules(1),
            new Recomputation(SAMPLES, List.of(8), 1));

    requireNoForwardAfterTheFirstEpoch(Findings.of(rows, "epochs"));
    requireSmallerCacheToHitLess(Findings.of(rows, "zipf"));
    requireHitsToBeTheRepeatedInputs(Findings.of(rows, "repeats"));
    requireProvenanceToLoseNothing(Findings.of(rows, "eviction"));
    requireLayersFromTheCheckpointOn(Findings.of(rows, "recomputation"));
    requireAll(new CacheQuestion().section(PLAN, rows));
  }

  private static void requireNoForwardAfterTheFirstEpoch(Findings found) {
    assertThat(found.figure(Piece.ON, Epochs.EPOCH, "1", Epochs.FORWARDS)).isEqualTo(1);
    assertThat(found.figure(Piece.ON, Epochs.EPOCH, "2", Epochs.FORWARDS)).isZero();
    assertThat(found.figure(Piece.OFF, Epochs.EPOCH, "2", Epochs.FORWARDS)).isEqualTo(1);
  }

  private static void requireSmallerCacheToHitLess(Findings found) {
    Row fits = found.rows().get(0);
    double possible = fits.figure(ZipfDraws.POSSIBLE);
    double small = found.rows().get(1).figure(ZipfDraws.HIT_RATE);
    double large = found.rows().get(2).figure(ZipfDraws.HIT_RATE);
    assertThat(fits.figure(ZipfDraws.HIT_RATE)).isCloseTo(possible, within(1e-9));
    assertThat(small).isLessThan(large);
  }

  private static void requireHitsToBeTheRepeatedInputs(Findings found) {
    for (Row row : found.of(Piece.ON).toList()) {
      assertThat(row.figure(RepeatedInputs.HIT_RATE))
          .isCloseTo(row.figure(RepeatedInputs.REPEATED), within(1e-9));
    }
  }

  private static void requireProvenanceToLoseNothing(Findings found) {
    Row kept = found.of("provenance").findFirst().orElseThrow();
    Row literal = found.of("literal").findFirst().orElseThrow();
    assertThat(kept.figure(EvictionRules.UNSENT) + kept.figure(EvictionRules.SHALLOWER)).isZero();
    assertThat(kept.figure(EvictionRules.TRAINING)).isZero();
    assertThat(kept.figure(EvictionRules.FORWARDS))
        .isLessThan(literal.figure(EvictionRules.FORWARDS));
    assertThat(literal.figure(EvictionRules.SHALLOWER)).isPositive();
  }

  private static void requireLayersFromTheCheckpointOn(Findings found) {
    double part =
        found.figure(Recomputation.CHECKPOINT, Recomputation.DISK, "8", Recomputation.LAYERS);
    double whole = found.figure(Recomputation.INPUT, Recomputation.DISK, "8", Recomputation.LAYERS);
    assertThat(part).isEqualTo(2);
    assertThat(whole).isEqualTo(5);
    assertThat(
            found.figure(
                Recomputation.CHECKPOINT, Recomputation.DISK, "8", Recomputation.RECOVERED))
        .isEqualTo(SAMPLES);
  }

  private static void requireAll(Section section) {
    assertThat(section.blocks()).filteredOn(Table.class::isInstance).hasSize(6);
    assertThat(section.blocks()).filteredOn(Plot.class::isInstance).hasSize(4);
    assertThat(section.toString()).doesNotContain("NaN");
  }

  private List<Row> run(Piece... pieces) {
    PiecesCell cell = new PiecesCell("all", Need.seconds(1), PLAN, List.of(pieces));
    return cell.run(new Workplace(directory, share -> {}));
  }
}
