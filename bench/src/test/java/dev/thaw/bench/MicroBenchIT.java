package dev.thaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code thaw bench micro}, as briefly as it goes. */
class MicroBenchIT {
  private static final String[] BENCHMARKS = {
    "predict hit",
    "predict hit, with its get",
    "predict miss",
    "codec encode 32 at fp32",
    "codec encode 32 at fp16",
    "codec encode 32 at int8",
    "codec decode 32 at fp32",
    "codec decode 32 at fp16",
    "codec decode 32 at int8",
    "get 300 entries",
    "put 300 entries",
    "evict 300 entries",
    "ingest batch of 32, 1 in flight",
    "ingest batch of 32, 8 in flight",
    "step 512-128-62, 1 at once",
    "step 512-128-62, 2 at once",
    "step 128-62, 1 at once",
    "step 128-62, 2 at once",
    "step 1280-62, 1 at once",
    "digest handwriting",
    "digest handwriting, copied"
  };

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyBenchmarkIsMeasuredBesideItsLimit() throws Exception {
    int code =
        run("--forks=0", "--iterations=1", "--millis=1", "--entries=300", "--stacks=1,2", "--json");
    assertThat(code).as(err.toString()).isZero();
    Map<String, Double> figures = new LinkedHashMap<>();
    for (JsonNode each : new ObjectMapper().readTree(out.toString())) {
      String name = each.path("group").asText() + ' ' + each.path("what").asText();
      figures.put(name, each.path("value").asDouble());
    }
    assertThat(figures).hasSize(2 * BENCHMARKS.length);
    for (String benchmark : BENCHMARKS) {
      assertThat(figures.get(benchmark)).as(benchmark).isPositive();
      assertThat(figures.get(benchmark + ", share")).as(benchmark).isPositive().isFinite();
    }
  }

  @Test
  void onlyWhatIsAskedForIsMeasuredAndFitsIntoEightyColumns() {
    assertThat(run("--only=digest", "--forks=0", "--iterations=1", "--millis=1")).isZero();
    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("digest") && line.length() <= 80)
        .allMatch(line -> line.contains("% of "));
  }

  @Test
  void whatDoesNotExistIsRefusedInOneLineThatSaysWhatDoes() {
    assertThat(run("--only=digest,cash")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--only has \"cash\": expected some of predict, codec, get")
        .doesNotContain("Exception");
  }

  @Test
  void aCacheThatThisMachineCannotHoldIsRefusedBeforeAnythingIsMeasured() {
    assertThat(run("--only=get", "--entries=1000,2000000000")).isEqualTo(2);
    assertThat(err.toString())
        .contains("a cache of 2000000000 entries needs ", "take fewer --entries")
        .doesNotContain("measuring");
  }

  private int run(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "micro";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return line.execute(all);
  }
}
