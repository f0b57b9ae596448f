package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.cloud.server.RunningCloud;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsCommandIT {
  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static CliRun trained;
  private static CliRun trainedOnFew;

  @BeforeAll
  static void start() throws Exception {
    cloud = RunningCloud.start(dir.resolve("one"));
    cloud.trainer().ingest(cloud.batch("tablet-7", 1, 30, 1)).get(10, TimeUnit.SECONDS);
    cloud.trainer().ingest(cloud.batch("phone", 1, 10, 2)).get(10, TimeUnit.SECONDS);
    trained = ask("train", "--scope", "device/tablet-7");
    trainedOnFew = ask("train", "--scope", "device/phone");
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void trainTellsTheValidationIfThereWasOne() {
    assertThat(trained.assertGood().out())
        .containsPattern("of 6 held-out samples \\d+\\.\\d% right before, \\d+\\.\\d% after");
    assertThat(trainedOnFew.assertGood().out()).doesNotContain("held-out");
  }

  @Test
  void runsAreATableNewestFirst() {
    CliRun runs = ask("runs", "--task", "signs").assertGood();

    assertThat(runs.out().lines().toList()).hasSize(3);
    assertThat(runs.out().lines().toList().get(0)).contains("BEFORE").contains("RESULT");
    assertThat(runs.out().lines().toList().get(1)).contains("device/phone").contains(" - ");
    assertThat(runs.out().lines().toList().get(2))
        .containsPattern("1 +device/tablet-7 .*%.*% +version 1");
  }

  @Test
  void oneRunIsShownWithItsCurve() {
    CliRun run = ask("runs", "--id", "1").assertGood();

    assertThat(run.out())
        .contains("30 samples")
        .contains("6 held-out samples")
        .contains("HELD-OUT RIGHT")
        .containsPattern("(?m)^0 +\\d\\.\\d{3} +\\d\\.\\d{3} +\\d+\\.\\d%$");
    assertThat(run.out().lines().count()).isLessThan(35);
  }

  @Test
  void aRunWithoutValidationHasLossesAlone() {
    assertThat(ask("runs", "--id", "2").assertGood().out())
        .containsPattern("(?m)^0 +\\d\\.\\d{3} +- +-$");
  }

  @Test
  void aRunThatTrainedNothingHasNoCurve() {
    try (RunningCloud other = RunningCloud.start(dir.resolve("other"))) {
      assertThat(CliRun.of(other, "train").exitCode()).isEqualTo(1);

      assertThat(CliRun.of(other, "runs", "--id", "1").assertGood().out()).contains("no curve");
      assertThat(CliRun.of(other, "runs").assertGood().out()).contains("held back");
    }
  }

  @Test
  void aRunForSeveralDevicesTellsWhoWasCappedAndWhoJudged() throws Exception {
    try (RunningCloud other = RunningCloud.start(dir.resolve("crowd"))) {
      for (int i = 0; i < 6; i++) {
        int count = i == 0 ? 100 : 20;
        other.trainer().ingest(other.batch("pen-" + i, 1, count, i)).get(60, TimeUnit.SECONDS);
      }

      CliRun run = CliRun.of(other, "train", "--scope", "global");
      JsonNode figures = CliRun.of(other, "runs", "--id", "1", "--json").json();

      assertThat(run.out())
          .contains("of 6 devices, 1 of them capped (60 samples left out), judged by 6");
      assertThat(run.out()).containsPattern("because .*the typical one of 6 devices");
      assertThat(figures.path("devices").asInt()).isEqualTo(6);
      assertThat(figures.path("cappedDevices").asInt()).isEqualTo(1);
      assertThat(figures.path("leftOut").asInt()).isEqualTo(60);
      assertThat(figures.path("jurors").asInt()).isEqualTo(6);
      assertThat(figures.path("change").isNumber()).isTrue();
    }
  }

  @Test
  void jsonIsTheServersAnswer() throws IOException {
    JsonNode runs = ask("runs", "--json").json();
    JsonNode run = ask("runs", "--id", "1", "--json").json();

    assertThat(runs.path("runs")).hasSize(2);
    assertThat(run.path("curve").size()).as("five steps and where they start").isEqualTo(6);
  }

  @Test
  void mistakesAreOneLine() {
    ask("runs", "--id", "77").assertFailed(1, "no run 77");
    ask("runs", "--task", "chess").assertFailed(1, "chess");
    ask("runs", "--id", "last").assertFailed(2, "last");
    ask("runs", "--id", "-4").assertFailed(1, "\"-4\"");
  }

  @Test
  void helpHasExitCodesAndExamplesWithinEightyColumns() {
    assertThat(CliRun.of("runs", "--help").assertGood().out())
        .contains("Exit codes:")
        .contains("Examples:")
        .contains("thaw runs --id 12");
  }

  private static CliRun ask(String... arguments) {
    return CliRun.of(cloud, arguments);
  }
}
