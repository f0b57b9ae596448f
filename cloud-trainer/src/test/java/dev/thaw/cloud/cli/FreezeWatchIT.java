package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.server.RunningCloud;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeWatchIT {
  @TempDir Path dir;
  private final StringWriter shown = new StringWriter();

  @Test
  void terminalShowsTheBarsAndIsClearedAtTheEnd() throws Exception {
    try (RunningCloud cloud = waiting()) {
      CompletableFuture<Reply> watched = watch(cloud.server().url(), true);
      eventually("[....................] 0 of 16 can be used at depth 5", watched);
      cloud.trainer().cancelChange(RunningCloud.TASK);

      Reply last = watched.get(10, TimeUnit.SECONDS);

      assertThat(last).isInstanceOf(Reply.Answer.class);
      assertThat(shown.toString()).contains("A\u001b[J").endsWith("\u001b[J");
    }
  }

  @Test
  void serverThatIsStartedAgainIsWaitedForAndItsChangeIsStillThere() throws Exception {
    RunningCloud first = waiting();
    int port = first.server().port();
    CompletableFuture<Reply> watched = watch(first.server().url(), false);
    eventually("waiting for repairs: 6 -> 5  samples 0/16", watched);
    first.close();
    eventually("no answer, asking again", watched);
    try (RunningCloud second = RunningCloud.restart(dir, port)) {
      assertThat(second.trainer().freezeStatus(RunningCloud.TASK).change().orElseThrow().resumed())
          .isTrue();
      second.trainer().cancelChange(RunningCloud.TASK);

      Reply last = watched.get(10, TimeUnit.SECONDS);

      assertThat(((Reply.Answer) last).body().path("last").path("resumed").asBoolean()).isTrue();
    }
  }

  private RunningCloud waiting() throws Exception {
    RunningCloud cloud = RunningCloud.start(dir);
    cloud.trainer().ingest(cloud.batch("tablet-7", 1, 16, 1)).get(10, TimeUnit.SECONDS);
    var unused =
        cloud.trainer().setDepth(RunningCloud.TASK, 5, new WhenRepaired(1, Duration.ofHours(1)));
    return cloud;
  }

  private CompletableFuture<Reply> watch(String url, boolean terminal) {
    Screen screen = new Screen(new PrintWriter(shown), terminal);
    FreezeWatch watch =
        new FreezeWatch(
            new OperatorClient(url, java.util.Optional.empty(), java.util.Optional.empty()),
            Map.of(),
            screen);
    return CompletableFuture.supplyAsync(watch::untilSettled);
  }

  private void eventually(String text, CompletableFuture<Reply> watched) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!shown.toString().contains(text)) {
      assertThat(watched).isNotDone();
      assertThat(System.nanoTime()).as("\"%s\" within 10 s", text).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
