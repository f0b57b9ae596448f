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

/** {@code thaw bench kernels} and {@code thaw bench pytorch}, as briefly as they go. */
class KernelsBenchIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyKernelIsMeasuredBesideItsLimit() throws Exception {
    int code =
        run("kernels", "--forks=0", "--iterations=1", "--millis=1", "--stacks=1,3", "--json");
    assertThat(code).as(err.toString()).isZero();
    Map<String, Double> figures = new HashMap<>();
    for (JsonNode each : new ObjectMapper().readTree(out.toString())) {
      figures.put(each.path("what").asText(), each.path("value").asDouble());
    }
    for (String kernel :
        new String[] {
          "gather 100 features",
          "step, stack of 1",
          "step, stack of 3",
          "Cholesky, d = 640",
          "closed-form head",
          "publish"
        }) {
      assertThat(figures.get(kernel)).as(kernel).isPositive();
      assertThat(figures.get(kernel + ", share")).as(kernel).isPositive();
    }
  }

  @Test
  void withoutPythonTheTwinIsSkippedInOneClearLine() {
    assertThat(run("pytorch", "--python=no-such-python", "--uploads=20", "--runs=1")).isZero();
    assertThat(err.toString()).isEqualToIgnoringNewLines("skipped: no no-such-python to be run");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void stacksOfNothingAreRefusedInOneLine() {
    assertThat(run("kernels", "--stacks=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--stacks has 0").doesNotContain("Exception");
  }

  private int run(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
