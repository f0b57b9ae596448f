package dev.thaw.demo.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.demo.Thaw;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code thaw chaos} at a small size. */
class ChaosIT {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void nothingIsLostThoughTheFreezePointMovesAndBothSidesAreKilled() throws Exception {
    long seed = System.nanoTime() % 1_000_000;
    Path json = directory.resolve("chaos.json");
    int code =
        execute(
            "--devices=6",
            "--kills=2",
            "--seconds=8",
            "--seed=" + seed,
            "--dir=" + directory.resolve("run"),
            "--json=" + json);
    assertThat(code).as("seed %s%n%s%n%s", seed, out, err).isZero();
    System.out.println("seed " + seed + "\n" + out);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.path("checks"))
        .hasSize(5)
        .allMatch(check -> check.path("passed").asBoolean());
    assertThat(report.path("disturbed").path("changes").asInt()).isEqualTo(6);
    assertThat(report.path("disturbed").path("cloudKills").asInt()).isEqualTo(2);
    assertThat(report.path("disturbed").path("farmKills").asInt()).isEqualTo(2);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--offline=100%",
        "--offline=a lot",
        "--devices=0",
        "--farms=60",
        "--kills=-1",
        "--changes=0"
      })
  void whatCannotBeRunIsRefusedInOneLine(String option) {
    assertThat(execute(option)).isEqualTo(2);
    assertThat(err.toString().lines().filter(line -> line.startsWith("thaw"))).hasSize(1);
  }

  private int execute(String... options) {
    CommandLine line = Thaw.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[options.length + 1];
    all[0] = "chaos";
    System.arraycopy(options, 0, all, 1, options.length);
    return line.execute(all);
  }
}
