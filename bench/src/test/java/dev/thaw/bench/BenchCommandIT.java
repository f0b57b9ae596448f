package dev.thaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code thaw bench freeze} at a small size; the counted figures are exact at any size. */
class BenchCommandIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyFigureIsMeasuredAndTheCountedOnesAreAsPromised() throws Exception {
    int code = run("freeze", "--devices=4", "--features=200", "--runs=1", "--json");
    assertThat(code).as(err.toString()).isZero();
    Map<String, Double> figures = new HashMap<>();
    for (JsonNode each : new ObjectMapper().readTree(out.toString())) {
      assertThat(each.path("value").isNumber()).as(each.toString()).isTrue();
      assertThat(each.path("limit").asText()).isNotEmpty();
      figures.put(each.path("what").asText(), each.path("value").asDouble());
    }
    advancesAreCompared(figures);
    allSwitched(figures);
    onlyTheFirstShallowerChangeSendsAgain(figures);
    onlyLayersAfterTheCheckpointRan(figures);
    headUpdatesEvictNothingUnlessLiteral(figures);
  }

  @Test
  void theTableFitsIntoEightyColumns() {
    Figure longest =
        new Figure("eviction", "provenance: lost, 1 shallower", 12_345.6, "MiB", "prepared, plus");
    assertThat(longest.line()).hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void aSizeOfNothingIsRefusedInOneLine() {
    assertThat(run("freeze", "--devices=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--devices is 0").doesNotContain("Exception");
  }

  private int run(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static void advancesAreCompared(Map<String, Double> figures) {
    for (String slice : new String[] {"5 -> 6", "6 -> 7", "5 -> 7", "1 -> 6"}) {
      assertThat(figures.get(slice)).as(slice).isPositive();
      assertThat(figures.get(slice + " by plain loop")).as(slice).isPositive();
    }
  }

  private static void allSwitched(Map<String, Double> figures) {
    for (String change : new String[] {"6 -> 5", "5 -> 6", "6 -> 7", "7 -> 6", "6 -> 5 again"}) {
      assertThat(figures.get(change + ": half of 4")).isPositive();
      assertThat(figures.get(change + ": the last"))
          .isGreaterThanOrEqualTo(figures.get(change + ": half of 4"));
      assertThat(figures.get(change + ": prepared")).isPositive();
    }
  }

  private static void onlyTheFirstShallowerChangeSendsAgain(Map<String, Double> figures) {
    assertThat(figures.get("sent again, 6 -> 5")).isPositive();
    assertThat(figures.get("sent again, 5 -> 6")).isZero();
    assertThat(figures.get("sent again, 6 -> 7")).isZero();
    assertThat(figures.get("sent again, 7 -> 6")).isZero();
    assertThat(figures.get("sent again, 6 -> 5 again")).isZero();
  }

  private static void onlyLayersAfterTheCheckpointRan(Map<String, Double> figures) {
    for (int layer = 0; layer < 5; layer++) {
      assertThat(figures.get("runs of layer " + layer + " a sample")).isEqualTo(layer < 3 ? 0 : 1);
    }
    assertThat(figures.get("the same from inputs, mean")).isEqualTo(1);
    assertThat(figures.get("saving of the dry run")).isBetween(1.0, 99.0);
  }

  private static void headUpdatesEvictNothingUnlessLiteral(Map<String, Double> figures) {
    assertThat(figures.get("provenance: head updates")).isPositive();
    assertThat(figures.get("provenance: backbone runs")).isEqualTo(180);
    assertThat(figures.get("literal: backbone runs")).isGreaterThan(180);
    assertThat(figures.get("provenance: lost, unsent")).isZero();
    assertThat(figures.get("provenance: lost, 1 shallower")).isZero();
    assertThat(figures.get("literal: lost, unsent")).isPositive();
  }
}
