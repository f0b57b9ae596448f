package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand devices that lost their cloud and come back at the same moment. */
class ReconnectingIT {
  private static final int DEVICES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

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
      until(again, () -> openSockets(again) == 1);
    }
  }

  /** A WebSocket that ended no longer counts; the one is that which asks. */
  private static double openSockets(RunningCloud cloud) throws Exception {
    return get(cloud, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("thaw_tcp_connections"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  /** Asks after the cloud's health all along. */
  private static void until(RunningCloud cloud, Check check) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!check.holds()) {
      assertThat(get(cloud, "/healthz").statusCode()).isEqualTo(200);
      assertThat(System.nanoTime()).as("still not so").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static HttpResponse<String> get(RunningCloud cloud, String path) throws Exception {
    return RunningCloud.http()
        .send(
            cloud.request(path).timeout(Duration.ofMinutes(1)).GET().build(),
            BodyHandlers.ofString());
  }
}
