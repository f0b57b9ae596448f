package dev.thaw.demo.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.demo.Thaw;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code thaw campaign} at a small size; {@code -Dthaw.campaign=N} makes it N kills. */
class CampaignIT {
  private static final int KILLS = Integer.getInteger("thaw.campaign", 30);

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void nothingIsLostThoughBothSidesDieAtEveryPointAndAtRandom() throws Exception {
    long seed = ThreadLocalRandom.current().nextInt(1_000_000);
    JsonNode report = campaign("--cycles=" + KILLS, "--devices=2", "--rest=30", "--seed=" + seed);
    System.out.println(out);
    assertThat(report.path("violation").isNull()).as("%s%n%s", out, err).isTrue();
    assertThat(report.path("checks"))
        .hasSize(6)
        .allMatch(check -> check.path("passed").asBoolean());
    for (CrashPoint point : CrashPoint.values()) {
      assertThat(report.path("reached").path(point.name()).asInt())
          .as("deaths at %s, seed %s%n%s", point.id(), seed, err)
          .isPositive();
    }
  }

  @Test
  void aCloudThatAcknowledgesBeforeItCommitsIsFoundOut() throws Exception {
    long seed = ThreadLocalRandom.current().nextInt(1_000_000);
    JsonNode report =
        campaign("--cycles=30", "--devices=2", "--faults=point", "--seed=" + seed, "--with-defect");
    assertThat(report.path("violation").asText())
        .as("seed %s%n%s%n%s", seed, out, err)
        .containsPattern("not in the cloud|was acknowledged");
    System.out.println(out.toString().lines().filter(line -> line.startsWith("FAILED")).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--cycles=0", "--devices=0", "--faults=earthquake", "--faults=clock"})
  void whatCannotBeRunIsRefusedInOneLine(String option) {
    assertThat(execute(option)).isEqualTo(2);
    assertThat(err.toString().lines().filter(line -> line.startsWith("thaw"))).hasSize(1);
  }

  private JsonNode campaign(String... options) throws Exception {
    Path json = directory.resolve("campaign.json");
    String[] all = new String[options.length + 2];
    System.arraycopy(options, 0, all, 2, options.length);
    all[0] = "--dir=" + directory.resolve("run");
    all[1] = "--json=" + json;
    execute(all);
    return new ObjectMapper().readTree(json.toFile());
  }

  private int execute(String... options) {
    CommandLine line = Thaw.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[options.length + 1];
    all[0] = "campaign";
    System.arraycopy(options, 0, all, 1, options.length);
    return line.execute(all);
  }
}
