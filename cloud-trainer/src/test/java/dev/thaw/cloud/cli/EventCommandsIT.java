package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.protocol.Scope;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventCommandsIT {
  private static final Scope TABLET = new Scope.OfDevice("tablet-7");

  @TempDir Path dir;

  @Test
  void eventsAreLinesUnderTheirDay() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      train(cloud, 1);
      CliRun events = CliRun.of(cloud, "events");

      List<String> lines = events.assertGood().out().lines().toList();
      assertThat(lines.get(0)).matches("\\d{4}-\\d\\d-\\d\\d");
      assertThat(lines.get(1)).matches("\\d\\d:\\d\\d:\\d\\d .*");
      assertThat(events.out()).contains("version 1 of device/tablet-7 is published");
    }
  }

  @Test
  void serverThatHasNothingToTellSaysSo() {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      assertThat(CliRun.of(cloud, "events").assertGood().out()).contains("nothing happened");
    }
  }

  @Test
  void jsonIsOneDocument() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      train(cloud, 1);

      JsonNode answer = CliRun.of(cloud, "events", "--json").json();

      assertThat(answer.path("start").asText()).isNotEmpty();
      assertThat(answer.path("events").findValuesAsText("kind")).contains("published");
    }
  }

  @Test
  void followingShowsWhatHappensAlsoAfterTheServerWasAway() throws Exception {
    RunningCloud cloud = RunningCloud.start(dir);
    int port = cloud.server().port();
    StringWriter out = new StringWriter();
    Thread follower = follow(out, cloud.server().url(), "--json");
    try {
      train(cloud, 1);
      await(out, "\"version\":1");
      cloud.close();
      cloud = RunningCloud.restart(dir, port);
      train(cloud, 2);
      await(out, "\"version\":2");
    } finally {
      cloud.close();
      end(follower);
    }

    for (String line : out.toString().lines().toList()) {
      assertThat(new ObjectMapper().readTree(line).path("text").asText()).isNotEmpty();
    }
  }

  @Test
  void serverThatIsNotThereIsNotWaitedFor() {
    CliRun.of("events", "--follow", "--server", "http://127.0.0.1:1")
        .assertFailed(3, "127.0.0.1:1");
  }

  @Test
  void helpFits() {
    assertThat(CliRun.of("events", "--help").assertFits().out()).contains("--follow");
  }

  private static Thread follow(StringWriter out, String server, String option) {
    Thread thread =
        new Thread(
            () -> {
              var unused =
                  CliRun.commandLine(out, new StringWriter())
                      .execute("events", "--follow", option, "--server", server);
            },
            "follower");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** An interruption that comes while it reads is not heard. */
  private static void end(Thread follower) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (follower.isAlive()) {
      assertThat(System.nanoTime()).as("ends within 60 s").isLessThan(deadline);
      follower.interrupt();
      follower.join(100);
    }
  }

  private static void train(RunningCloud cloud, int sequence) throws Exception {
    cloud.trainer().ingest(cloud.batch("tablet-7", sequence, 16, sequence)).get();
    cloud.trainer().train(RunningCloud.TASK, TABLET).get(60, TimeUnit.SECONDS);
  }

  /** Polls. */
  private static void await(StringWriter out, String text) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!out.toString().contains(text)) {
      assertThat(System.nanoTime()).as("%s within 60 s in %s", text, out).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
