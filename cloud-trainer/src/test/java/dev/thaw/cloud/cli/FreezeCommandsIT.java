package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.cloud.server.RunningCloud;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeCommandsIT {
  @TempDir Path dir;
  private RunningCloud cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = RunningCloud.start(dir);
    cloud.trainer().ingest(cloud.batch("tablet-7", 1, 16, 1)).get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void setTellsWhatWasDone() {
    CliRun deeper = ask("freeze", "set", "7").assertGood();
    CliRun again = ask("freeze", "set", "7", "--when", "now").assertGood();

    assertThat(deeper.out()).contains("depth 6 -> 7").containsPattern("advanced +16");
    assertThat(again.out()).contains("at depth 7 already");
  }

  @Test
  void dryRunTellsWhatItWouldDoAndDoesNotDoIt() throws Exception {
    CliRun plan = ask("freeze", "set", "5", "--dry-run").assertGood();
    JsonNode json = ask("freeze", "set", "5", "--dry-run", "--json").json();

    assertThat(plan.out())
        .contains("6 -> 5")
        .contains("nothing was changed")
        .containsPattern("unknown +16")
        .containsPattern("downloaded about ");
    assertThat(json.path("to").asInt()).isEqualTo(5);
    assertThat(depth()).isEqualTo(6);
  }

  @Test
  void changeThatWaitsIsBegunShownAndCalledOff() throws Exception {
    CliRun begun = ask("freeze", "set", "5", "--when", "80%", "--deadline", "2h").assertGood();
    CliRun again = ask("freeze", "set", "5", "--when", "80%", "--deadline", "2h").assertGood();
    CliRun status = ask("freeze", "status").assertGood();
    CliRun overview = ask("status").assertGood();
    ask("freeze", "set", "7").assertFailed(1, "CONFLICT");
    CliRun cancelled = ask("freeze", "cancel").assertGood();
    CliRun nothing = ask("freeze", "cancel").assertGood();
    CliRun after = ask("freeze", "status").assertGood();

    assertThat(begun.out())
        .contains("6 -> 5, at 80% repaired, or at ")
        .contains("waiting for repairs since ")
        .contains("0 of 16 can be used at depth 5")
        .contains("thaw freeze status --watch");
    assertThat(again.out().lines().limit(4)).isEqualTo(begun.out().lines().limit(4).toList());
    assertThat(status.out()).contains("waiting for repairs").contains("1 devices are to send 16");
    assertThat(overview.out()).contains("task signs: waiting for repairs: 6 -> 5");
    assertThat(cancelled.out()).contains("called off").contains("depth 6");
    assertThat(nothing.out()).contains("nothing to call off");
    assertThat(after.out()).contains("change    none").contains("6 -> 5 cancelled at ");
    assertThat(depth()).isEqualTo(6);
  }

  @Test
  void watchedChangeIsShownUntilItHasSwitched() throws Exception {
    CliRun watched =
        ask("freeze", "set", "5", "--when", "100%", "--deadline", "2s", "--watch").assertGood();

    assertThat(watched.out())
        .contains("waiting for repairs: 6 -> 5  samples 0/16")
        .contains("depth     5, epoch 1")
        .contains("6 -> 5 switched at ");
    assertThat(watched.out()).doesNotContain("\u001b");
    assertThat(depth()).isEqualTo(5);
  }

  @Test
  void watchOfASettledTaskEndsAtOnce() {
    CliRun status = ask("freeze", "status", "--watch").assertGood();

    assertThat(status.out()).contains("change    none").contains("depth     6, epoch 0");
  }

  @Test
  void watchedChangeThatWasCalledOffExitsWithOne() throws Exception {
    Thread operator =
        new Thread(
            () -> {
              while (!cloud.trainer().cancelChange(RunningCloud.TASK)) {
                Thread.onSpinWait();
              }
            });
    operator.start();
    CliRun watched = ask("freeze", "set", "5", "--when", "100%", "--watch");
    operator.join(10_000);

    assertThat(watched.exitCode()).isEqualTo(1);
    assertThat(watched.out()).contains("6 -> 5 cancelled at ");
    watched.assertFits();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "freeze set many|many",
        "freeze set 5 --when 0%|0%",
        "freeze set 5 --when 120%|120%",
        "freeze set 5 --when soon|soon",
        "freeze set 5 --when 0.8|0.8",
        "freeze set 5 --deadline 2h|--deadline",
        "freeze set 5 --when 80% --deadline 2x|2x",
        "freeze set 5 --when 80% --deadline 0s|0s",
        "freeze set|DEPTH",
        "freeze policy maybe|maybe",
        "freeze policy auto --every often|often",
        "freeze policy auto --margin 120%|120%",
        "freeze advise --min-accuracy 0.9|0.9",
        "freeze advise --max-bytes few|few"
      })
  void usageMistakeIsOneLineAndExitsWithTwo(String command, String named) {
    ask(command.split(" ", -1)).assertFailed(2, named);
  }

  @Test
  void refusalIsOneLineNamingTheThing() {
    ask("freeze", "set", "99").assertFailed(1, "99");
    ask("freeze", "set", "99", "--watch").assertFailed(1, "99");
    ask("freeze", "set", "0", "--dry-run").assertFailed(1, "raw");
    ask("freeze", "status", "--task", "chess").assertFailed(1, "chess");
    ask("freeze", "status", "--watch", "--task", "chess").assertFailed(1, "chess");
    ask("freeze", "cancel", "--task", "chess").assertFailed(1, "chess");
    ask("freeze", "advise", "--task", "chess").assertFailed(1, "chess");
    ask("freeze", "policy", "auto", "--task", "chess").assertFailed(1, "chess");
    ask("freeze", "policy", "--max-bytes", "0").assertFailed(1, "0");
  }

  @Test
  void policyIsShownAndSet() {
    CliRun first = ask("freeze", "policy").assertGood();
    CliRun auto =
        ask("freeze", "policy", "auto", "--every", "90m", "--margin", "12.5%", "--max-bytes", "600")
            .assertGood();
    CliRun limits =
        ask("freeze", "policy", "--min-accuracy", "95%", "--max-device-ms", "2.5").assertGood();
    CliRun manual = ask("freeze", "policy", "manual", "--no-limits").assertGood();

    assertThat(first.out()).contains("policy  manual").contains("every 6h").contains("10%");
    assertThat(auto.out()).contains("policy  auto").contains("every 90m").contains("12.5%");
    assertThat(auto.out()).contains("at most 600 bytes per feature");
    assertThat(limits.out())
        .contains("600 bytes")
        .contains("2.5 ms")
        .containsPattern("at\\s+least 95%");
    assertThat(manual.out()).contains("policy  manual").contains("one point below the best");
  }

  @Test
  void adviceIsATableWithARowForEachDepth() {
    CliRun advice = ask("freeze", "advise", "--max-bytes", "100000").assertGood();

    assertThat(advice.out().lines().findFirst().orElseThrow())
        .contains("LAYER", "FP32", "FP16", "INT8", "MS", "FLOP", "HEAD", "EPOCH", "ACC", "mJ");
    assertThat(advice.out()).containsPattern("(?m)^6>\\*? +pool ").contains("estimated");
    assertThat(advice.out().lines().skip(1).takeWhile(line -> !line.isEmpty())).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "freeze status",
        "freeze status --watch",
        "freeze set 7",
        "freeze set 5 --when 80%",
        "freeze set 7 --watch",
        "freeze cancel",
        "freeze policy",
        "freeze advise",
        "features"
      })
  void jsonIsOneDocument(String command) throws Exception {
    CliRun result = ask((command + " --json").split(" ", -1));

    assertThat(result.json().isObject()).isTrue();
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "freeze status",
        "freeze cancel",
        "freeze advise",
        "freeze policy",
        "freeze set",
        "publish-base",
        "sign-base",
        "serve"
      })
  void helpHasExitCodesAndExamplesWithinEightyColumns(String command) {
    CliRun help = CliRun.of((command + " --help").split(" ", -1)).assertGood();

    assertThat(help.out())
        .contains("Exit codes:")
        .contains("Examples:")
        .contains("thaw " + command)
        .doesNotContain("%%");
  }

  private CliRun ask(String... arguments) {
    return CliRun.of(cloud, arguments);
  }

  private int depth() {
    return cloud.trainer().freeze(RunningCloud.TASK).depth();
  }
}
