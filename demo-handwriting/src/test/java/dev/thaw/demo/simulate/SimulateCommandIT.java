package dev.thaw.demo.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.demo.Thaw;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.TaskSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole loop as a person runs it: real sockets, real databases, real training. */
class SimulateCommandIT {
  /** A feature at the default depth may cost this much on the wire; the grey image is 784. */
  private static final double MOST_BYTES_PER_FEATURE = 560;

  private static final double MOST_BYTES_PER_FEATURE_AT_LAST_LAYER = 176;
  private static final Path UNIPEN =
      Path.of(System.getProperty("thaw.data", "../../shared/data"), "unipen-1abc.zip");

  @TempDir private Path directory;

  private record Outcome(int exitCode, String out, String err) {}

  @Test
  void aSimulationReportsWhatTheLoopGainedAndCost() throws Exception {
    JsonNode report = report("simulate", "--writers", "2");

    assertThat(report.at("/writers").asInt()).isEqualTo(2);
    assertThat(report.at("/perWriter")).hasSize(2);
    assertThat(report.at("/accuracy/before").asDouble()).isBetween(0.3, 1.0);
    assertThat(report.at("/accuracy/after").asDouble())
        .isGreaterThan(report.at("/accuracy/before").asDouble());
    assertThat(report.at("/accuracy/prior").isNumber()).isTrue();
    assertThat(report.at("/accuracy/errorCut").asDouble()).isPositive();
    assertThat(report.at("/accuracy/worse").isInt()).isTrue();
    assertThat(report.at("/train/runs").asInt()).isEqualTo(2);
    assertThat(report.at("/train/steps").asLong()).isPositive();
    assertThat(report.at("/train/seconds").asDouble()).isPositive();
    assertThat(report.at("/wall/seconds").asDouble()).isPositive();
  }

  @Test
  void warmPredictionsRunNoFrozenLayer() throws Exception {
    JsonNode report = report("simulate", "--writers", "1", "--per-class", "1");

    int scored = report.at("/perWriter/0/scored").asInt();
    assertThat(report.at("/cache/hits").asInt()).isEqualTo(scored);
    assertThat(report.at("/cache/warmBackboneRuns").asInt()).isZero();
  }

  @Test
  void featuresAndUpdatesAreSmall() throws Exception {
    JsonNode report = report("simulate", "--writers", "2");
    JsonNode last = report("simulate", "--writers", "2", "--depth", "7");

    assertThat(report.at("/bytes/perFeature").asDouble()).isLessThan(MOST_BYTES_PER_FEATURE);
    assertThat(last.at("/bytes/perFeature").asDouble())
        .isLessThan(MOST_BYTES_PER_FEATURE_AT_LAST_LAYER);
    assertThat(report.at("/bytes/rawInputs").asLong()).isPositive();
    assertThat(report.at("/bytes/rawStrokes").asLong()).isPositive();
    assertThat(last.at("/bytes/modelDown").asLong())
        .isLessThan(report.at("/bytes/modelDown").asLong());
    assertThat(report.at("/bytes/modelDown").asLong())
        .isLessThan(report.at("/bytes/fullModel").asLong() / 3);
  }

  @Test
  void oneGlobalHeadIsTrainedOnceForAll() throws Exception {
    JsonNode report = report("simulate", "--writers", "2", "--per-class", "1", "--scope", "global");

    assertThat(report.at("/train/runs").asInt()).isEqualTo(1);
    assertThat(report.at("/perWriter/0/scope").asText()).isEqualTo("global");
  }

  @Test
  void realHandwritingIsLearnedInBothOrders() throws Exception {
    Assumptions.assumeTrue(Files.exists(UNIPEN), "skipped: no UNIPEN at " + UNIPEN);
    for (String order : List.of("within-class", "strict")) {
      JsonNode report =
          report("simulate", "--data", UNIPEN.toString(), "--writers", "4", "--order", order);
      assertThat(report.at("/accuracy/after").asDouble())
          .as(order)
          .isGreaterThan(report.at("/accuracy/before").asDouble());
    }
  }

  @Test
  void badInputIsOneLineAndANonZeroCode() throws Exception {
    Path noData = directory.resolve("broken.zip");
    Files.writeString(noData, "not a zip");

    assertOneLine(run("simulate", "--data", noData.toString()), 1, "broken.zip");
    assertOneLine(run("simulate", "--data", "/no/such/file"), 1, "/no/such/file");
    assertOneLine(run("simulate", "--base", noData.toString()), 1, "broken.zip");
    assertOneLine(run("simulate", "--depth", "99", "--writers", "1"), 1, "99");
    assertOneLine(run("simulate", "--depth", "0"), 2, "'0'");
    assertOneLine(run("simulate", "--writers", "none"), 2, "none");
    assertOneLine(run("simulate", "--base", greyBase().toString()), 1, "digits");
    assertOneLine(run("simulate", "--dtype", "int4"), 2, "int4");
    assertOneLine(run("simulate", "--json", "/no/such/dir/x.json"), 1, "/no/such/dir/x.json");
  }

  private Path greyBase() throws Exception {
    TaskSpec task =
        new TaskSpec("digits", "handwriting-grey", List.of("0", "1"), List.of(Mnist.IMAGE_SHAPE));
    try (LayeredModel model = LayeredModel.create(task, 1)) {
      byte[] bundle = new BaseModel(task, model.layerBytesFrom(0), List.of(), "none").toBytes();
      return Files.write(directory.resolve("digits.thawbase"), bundle);
    }
  }

  private JsonNode report(String... arguments) throws Exception {
    Path json = Files.createTempFile(directory, "report", ".json");
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--json";
    all[arguments.length + 1] = json.toString();
    Outcome outcome = run(all);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 80);
    return new ObjectMapper().readTree(json.toFile());
  }

  private static void assertOneLine(Outcome outcome, int code, String named) {
    assertThat(outcome.exitCode()).isEqualTo(code);
    assertThat(outcome.err().lines().filter(line -> line.contains(named))).hasSize(1);
    assertThat(outcome.err()).doesNotContain("\tat ");
  }

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Thaw.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }
}
