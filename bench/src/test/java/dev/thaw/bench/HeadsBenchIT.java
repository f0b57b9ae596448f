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

/** {@code thaw bench heads} at a small size: not how fast, but that all of it is measured. */
class HeadsBenchIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyStackIsMeasuredAndItsHeadsAreThoseTrainedOneByOne() throws Exception {
    int code = run("heads", "--heads=3", "--uploads=10", "--stacks=0,2", "--json");

    assertThat(code).as(err.toString()).isZero();
    Map<String, Double> figures = figures();
    for (String depth : new String[] {"depth 6", "depth 7"}) {
      assertThat(figures.get(depth + " one by one")).isPositive();
      for (String stack : new String[] {" stacks as chosen", " stacks of 2"}) {
        assertThat(figures.get(depth + stack)).isPositive();
        assertThat(figures.get(depth + stack + " by one by one")).isPositive();
        assertThat(figures.get(depth + stack + " by the limit")).isPositive();
        assertThat(figures.get(depth + stack + ": loss off by")).isLessThan(1e-4);
      }
    }
  }

  @Test
  void aStackOfLessThanNothingIsRefusedInOneLine() {
    assertThat(run("heads", "--stacks=8,-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--stacks is -1").doesNotContain("Exception");
  }

  private Map<String, Double> figures() throws Exception {
    Map<String, Double> figures = new HashMap<>();
    for (JsonNode each : new ObjectMapper().readTree(out.toString())) {
      String name = each.path("group").asText() + " " + each.path("what").asText();
      figures.put(name, each.path("value").asDouble(Double.NaN));
    }
    return figures;
  }

  private int run(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
