package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.protocol.Scope;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesEraseCommandIT {
  @TempDir Path dir;
  private RunningCloud cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = RunningCloud.start(dir.resolve("cloud"));
    for (String device : new String[] {"tablet-7", "tablet-8"}) {
      cloud.trainer().ingest(cloud.batch(device, 1, 16, 1)).get(60, TimeUnit.SECONDS);
    }
    cloud
        .trainer()
        .train(RunningCloud.TASK, new Scope.OfDevice("tablet-7"))
        .get(60, TimeUnit.SECONDS);
    cloud.trainer().train(RunningCloud.TASK, Scope.GLOBAL).get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void dryRunShowsWhatWouldGoAndErasesNothing() {
    CliRun plan = ask("features", "erase", "--device", "tablet-7", "--dry-run");

    assertThat(plan.assertGood().out())
        .contains("would erase 16 features, 0 notes, 0 of a device, 1 versions, 1 runs")
        .contains("would train global anew, which runs version 2");
    assertThat(ask("features").assertGood().out()).contains("task signs: 32 usable");
  }

  @Test
  void receiptIsKeptAndCanBeCheckedByWhomHasTheKey() throws Exception {
    Path receipt = dir.resolve("receipt.json");
    CliRun erased =
        ask("features", "erase", "--device", "tablet-7", "--receipt", receipt.toString());
    String key = get("/v1/key");

    assertThat(erased.assertGood().out())
        .contains("erased 16 features")
        .contains("global: version 2 was trained anew as 3")
        .contains("heads of the device itself: 0 trained anew, 1 taken away")
        .contains("receipt ");
    assertThat(ask("features").assertGood().out())
        .contains("task signs: 16 usable")
        .doesNotContain("tablet-7");
    assertThat(Files.readString(receipt)).doesNotContain("tablet-7");
    assertThat(verify(receipt, key, "--device", "tablet-7").assertGood().out())
        .contains("erased 16 features");
    verify(receipt, key, "--device", "tablet-8").assertFailed(1, "about something else");
    assertThat(get("/v1/admin/features/receipts")).contains("\"signature\":");
    Files.writeString(receipt, Files.readString(receipt).replace("16", "17"));
    verify(receipt, key).assertFailed(1, "was changed, or signed with another key");
    verify(dir.resolve("none"), key).assertFailed(1, "cannot be read");
  }

  @Test
  void oneSampleIsErasedByItsNumber() {
    String sample = cloud.batch("tablet-7", 1, 16, 1).features().get(3).sample().hex();

    CliRun erased = ask("features", "erase", "--sample", sample, "--json");

    assertThat(erased.exitCode()).isZero();
    assertThat(erased.out()).contains("\"what\" : \"sample\"").doesNotContain(sample);
    assertThat(ask("features").out()).contains("31 usable");
    ask("features", "erase", "--sample", sample).assertFailed(1, "nothing to erase");
  }

  @Test
  void mistakesAreOneLineAndEraseNothing() {
    ask("features", "erase", "--device", "tablet-9").assertFailed(1, "nothing to erase");
    ask("features", "erase", "--device", "a/b").assertFailed(1, "a/b");
    ask("features", "erase", "--sample", "12").assertFailed(1, "32 hexadecimal digits");
    ask("features", "erase", "--device", "tablet-7", "--task", "chess").assertFailed(1, "chess");
    ask("features", "erase").assertFailed(2, "erase what?");
    ask("features", "erase", "--device", "tablet-7", "--receipt", dir.toString())
        .assertFailed(2, "there already");
    assertThat(ask("features").assertGood().out()).contains("task signs: 32 usable");
  }

  @Test
  void helpFits() {
    for (String command : new String[] {"erase", "verify-receipt"}) {
      assertThat(CliRun.of("features", command, "--help").assertFits().exitCode()).isZero();
    }
    assertThat(CliRun.of("features", "--help").assertFits().out())
        .contains("erase")
        .contains("verify-receipt");
  }

  private CliRun ask(String... arguments) {
    return CliRun.of(cloud, arguments);
  }

  private static CliRun verify(Path receipt, String key, String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "features";
    arguments[1] = "verify-receipt";
    arguments[2] = receipt.toString();
    arguments[3] = "--key";
    arguments[4] = key;
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CliRun.of(arguments);
  }

  private String get(String path) throws Exception {
    return RunningCloud.http().send(cloud.request(path).build(), BodyHandlers.ofString()).body();
  }
}
