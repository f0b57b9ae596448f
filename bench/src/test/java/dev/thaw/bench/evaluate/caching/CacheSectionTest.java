package dev.thaw.bench.evaluate.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sentences follow from the rows. */
class CacheSectionTest {
  @Test
  void theShareFromWhichTheCachePaysIsReadBetweenTheRows() {
    assertThat(words(repeats(1.5, 0.5))).contains("it pays from about 40.0% on");
    assertThat(words(repeats(0.9, 0.5))).contains("It pays at every share measured.");
    assertThat(words(repeats(1.5, 1.2))).contains("It pays at no share measured.");
  }

  @Test
  void aRuleThatLosesNothingIsNotSaidToLose() {
    List<Row> rows = List.of(eviction("provenance", 100, 2, 3), eviction("literal", 300, 0, 0));

    assertThat(words(rows))
        .contains("3.0 times as often")
        .contains("lost 0 of 50 corrected samples, where provenance lost 5");
  }

  @Test
  void piecesWithoutRowsAreLeftOut() {
    assertThat(new CacheSection(List.of()).section().blocks()).isEmpty();
    assertThat(words(List.of(eviction("literal", 1, 0, 0)))).contains("not been measured yet");
  }

  private static List<Row> repeats(double first, double last) {
    List<Row> rows = new ArrayList<>();
    rows.addAll(repeats("0%", 0, first));
    rows.addAll(repeats("80%", 0.8, last));
    return rows;
  }

  private static List<Row> repeats(String share, double repeated, double ratio) {
    Map<String, String> conditions = Map.of(Piece.WHAT, "repeats", RepeatedInputs.SHARE, share);
    Map<String, Double> on =
        Map.of(
            RepeatedInputs.REPEATED, repeated,
            RepeatedInputs.HIT_RATE, repeated,
            RepeatedInputs.CPU, ratio,
            RepeatedInputs.RATIO, ratio);
    Map<String, Double> off = Map.of(RepeatedInputs.REPEATED, repeated, RepeatedInputs.CPU, 1.0);
    return List.of(
        Row.measured(Piece.ON, conditions, 0, on), Row.measured(Piece.OFF, conditions, 0, off));
  }

  private static Row eviction(String arm, double forwards, double unsent, double shallower) {
    return Row.measured(
        arm,
        Map.of(Piece.WHAT, "eviction", EvictionRules.UPDATES, "5"),
        0,
        Map.of(
            EvictionRules.FORWARDS, forwards,
            EvictionRules.UNSENT, unsent,
            EvictionRules.SHALLOWER, shallower,
            EvictionRules.CORRECTED, 50.0));
  }

  private static String words(List<Row> rows) {
    return new CacheSection(rows)
        .section().blocks().stream()
            .filter(Text.class::isInstance)
            .map(Text.class::cast)
            .map(Text::paragraphs)
            .reduce("", String::concat);
  }
}
