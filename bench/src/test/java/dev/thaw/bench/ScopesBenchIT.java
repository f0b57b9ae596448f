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

/** {@code thaw bench scopes} at a small size. */
class ScopesBenchIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyDeviceGetsAHeadAndEveryFigureIsThere() throws Exception {
    int code = run("scopes", "--scopes=20", "--features=12", "--json");
    assertThat(code).as(err.toString()).isZero();
    Map<String, Double> figures = new HashMap<>();
    for (JsonNode each : new ObjectMapper().readTree(out.toString())) {
      figures.put(each.path("what").asText(), each.path("value").asDouble());
    }
    assertThat(figures.get("heads published")).isEqualTo(20);
    for (String what :
        new String[] {
          "features stored",
          "all heads",
          "share of that",
          "peak heap",
          "features to manifest, median",
          "in processor time"
        }) {
      assertThat(figures.get(what)).as(what).isPositive();
    }
    assertThat(err.toString()).contains("heads trained: 20 of 20");
  }

  @Test
  void tooFewFeaturesForAHeadAreRefusedInOneLine() {
    assertThat(run("scopes", "--features=7")).isEqualTo(2);
    assertThat(err.toString()).contains("--features is 7").doesNotContain("Exception");
  }

  private int run(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
