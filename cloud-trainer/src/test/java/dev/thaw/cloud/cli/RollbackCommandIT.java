package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackCommandIT {
  @TempDir Path dir;
  private RunningCloud cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = RunningCloud.start(dir);
    for (int version = 1; version <= 2; version++) {
      cloud.trainer().ingest(cloud.batch("tablet-7", version, 16, version)).get();
      cloud
          .trainer()
          .train(RunningCloud.TASK, new Scope.OfDevice("tablet-7"))
          .get(60, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void rollbackTellsTheNewVersionAndModelsListsItAsCurrent() {
    CliRun back = ask("rollback", "--scope", "device/tablet-7", "--to", "1", "--task", "signs");
    CliRun models = ask("models", "--scope", "device/tablet-7");

    assertThat(back.assertGood().out())
        .contains("device/tablet-7 is back at version 1")
        .contains("published as version 3, manifest ");
    assertThat(models.out().lines().filter(line -> line.contains("current")))
        .singleElement()
        .asString()
        .contains(" 3 ");
  }

  @Test
  void modelsTellsWhyTheNewestVersionWasHeldBack() throws Exception {
    Digest own = cloud.trainer().manifestFor("signs", "tablet-7", Optional.empty()).digest();
    Map<String, Double> fell = Map.of("canary.fell_back", 1.0, "canary.general_right", 8.0);
    cloud
        .trainer()
        .deviceSeen(
            new DeviceReport("tablet-7", "signs", Optional.empty(), Optional.of(own), fell));
    cloud.trainer().dropVoidFeatures("signs").get(60, TimeUnit.SECONDS); // after what waits

    CliRun models = ask("models", "--scope", "device/tablet-7").assertGood();

    assertThat(models.out()).contains("device/tablet-7, version 3:").doesNotContain("current");
    assertThat(models.out().replaceAll("\\s+", " "))
        .contains("held back: the device fell back to the model of global: on 8 of its later");
  }

  @Test
  void rollbackToZeroTellsWhatTheDevicesRunNow() {
    CliRun none = ask("rollback", "--scope", "device/tablet-7", "--to", "0");

    assertThat(none.assertGood().out())
        .contains("device/tablet-7 has no model of its own any more")
        .contains("its devices run version 1 of global");
  }

  @Test
  void jsonIsTheNewVersion() throws Exception {
    CliRun back = ask("rollback", "--scope", "device/tablet-7", "--to", "1", "--json");

    assertThat(back.json().path("reason").asText()).isEqualTo("rolled back to version 1");
    assertThat(back.exitCode()).isZero();
  }

  @Test
  void refusalIsOneLine() {
    ask("rollback", "--scope", "device/tablet-7", "--to", "2").assertFailed(1, "current");
    ask("rollback", "--scope", "device/tablet-7", "--to", "8").assertFailed(1, "no version 8");
    ask("rollback", "--scope", "global", "--to", "0").assertFailed(1, "global");
    ask("rollback", "--scope", "moon", "--to", "1").assertFailed(1, "moon");
    ask("rollback", "--to", "1").assertFailed(2, "--scope");
    ask("rollback", "--scope", "global").assertFailed(2, "--to");
  }

  @Test
  void helpFits() {
    CliRun help = CliRun.of("rollback", "--help");

    assertThat(help.assertFits().out()).contains("Version 0").contains("thaw models");
    assertThat(help.exitCode()).isZero();
  }

  private CliRun ask(String... arguments) {
    return CliRun.of(cloud, arguments);
  }
}
