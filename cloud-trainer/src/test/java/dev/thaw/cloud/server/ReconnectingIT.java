package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand devices that lost their cloud and come back at the same moment. */
class ReconnectingIT {
  private static final int DEVICES = 1_000;

  @TempDir Path dir;

  @Test
  void aThousandComeBackAtOnceAndEachIsLetInWhileHealthIsAnswered() throws Exception {
    RunningCloud first = RunningCloud.start(dir);
    int port = first.server().port();
    Herd herd = new Herd(DEVICES, port);
    try {
      herd.connect();
      until(first, () -> herd.welcomed() == DEVICES);
      assertThat(first.server().connections()).isEqualTo(DEVICES);
    } finally {
      first.close();
    }
    assertThat(herd.told()).as("told when to come back").isGreaterThanOrEqualTo(DEVICES);
    try (RunningCloud again = RunningCloud.restart(dir, port)) {
      until(again, () -> herd.welcomed() == DEVICES);
      assertThat(again.server().connections()).isEqualTo(DEVICES);
      herd.disperse();
      until(again, () -> again.server().connections() == 0);
      // A WebSocket that ended no longer counts; the one is that which asks.
      until(again, () -> again.figure("thaw_tcp_connections") == 1);
    }
  }

  /** Asks after the cloud's health all along. */
  private static void until(RunningCloud cloud, Patience.Check check) throws Exception {
    Patience.until(
        () -> {
          assertThat(get(cloud, "/healthz").statusCode()).isEqualTo(200);
          return check.holds();
        });
  }

  private static HttpResponse<String> get(RunningCloud cloud, String path) throws Exception {
    return RunningCloud.http()
        .send(
            cloud.request(path).timeout(Duration.ofMinutes(1)).GET().build(),
            BodyHandlers.ofString());
  }
}
