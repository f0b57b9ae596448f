package dev.thaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code thaw bench overload} at a small size: what is counted holds, however fast it went. */
class OverloadIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyBatchOfAPoliteDeviceIsStoredThoughOneFloods() throws Exception {
    run("--devices=4", "--rate=5", "--seconds=2", "--rounds=1", "--without-rules", "--json");
    Map<String, Double> figures = new HashMap<>();
    for (JsonNode each : new ObjectMapper().readTree(out.toString())) {
      assertThat(each.path("value").isNumber()).as(each.toString()).isTrue();
      figures.put(
          each.path("group").asText() + ": " + each.path("what").asText(),
          each.path("value").asDouble());
    }
    assertThat(figures).as(err.toString()).hasSize(4 + 2 * 14);
    for (String rules : new String[] {"rules: ", "no rules: "}) {
      assertThat(figures.get(rules + "polite batches acknowledged")).isPositive();
      assertThat(figures.get(rules + "acknowledged, missing")).isZero();
    }
  }

  @Test
  void aSizeOfNothingIsRefusedInOneLine() {
    assertThat(run("--devices=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--devices is 0").doesNotContain("Exception");
  }

  private int run(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(
        Stream.concat(Stream.of("overload"), Stream.of(arguments)).toArray(String[]::new));
  }
}
