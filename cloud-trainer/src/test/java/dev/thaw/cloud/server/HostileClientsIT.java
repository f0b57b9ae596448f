package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.server.limits.Rate;
import dev.thaw.cloud.server.limits.ServerLimits;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take more than their share, or take their time: cut off, while others go on. */
class HostileClientsIT {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final ServerLimits SHORT_PATIENCE =
      ServerLimits.defaults().withPatience(64 << 10, Duration.ofMillis(300));

  @TempDir Path dir;
  private final List<Socket> sockets = new ArrayList<>();
  private RunningCloud cloud;

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    cloud.close();
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    start(SHORT_PATIENCE);
    assertClosed(connect());
    assertThat(cloud.serves("polite")).isTrue();
  }

  @Test
  void aHeadThatNeverEndsIsCutOffThoughItGoesOn() throws Exception {
    start(SHORT_PATIENCE);
    Socket slow = connect();
    assertCutOffWhile(slow, "GET /v1/tasks HTTP/1.1\r\nhost: x\r\nx-slow: ", "a");
    assertThat(cloud.serves("polite")).isTrue();
  }

  @Test
  void aBodyThatNeverEndsIsCutOffThoughItGoesOn() throws Exception {
    start(SHORT_PATIENCE);
    Socket slow = connect();
    assertCutOffWhile(
        slow,
        "POST /v1/features HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            + "content-length: 100000\r\n\r\n",
        " ");
    assertThat(cloud.serves("polite")).isTrue();
  }

  @Test
  void aFloodOfHeadersIsRefused() throws Exception {
    start(ServerLimits.defaults());
    Socket flood = connect();
    assertCutOffWhile(
        flood, "GET /v1/tasks HTTP/1.1\r\nhost: x\r\n", "x-flood: " + "a".repeat(1_000) + "\r\n");
    assertThat(cloud.serves("polite")).isTrue();
  }

  @Test
  void whereThereIsNoRoomForAConnectionThereIsAgainWhenOneEnds() throws Exception {
    start(ServerLimits.defaults().withConnections(3, 3));
    List<Socket> held = List.of(asked(), asked(), asked());
    assertClosed(connect());
    held.get(0).close();
    Patience.until(() -> answers(connect()));
  }

  @Test
  void tooManyBatchesASecondAreToBeSentAgainLater() throws Exception {
    Rate rate = new Rate(5, 3);
    start(ServerLimits.defaults().withBatches(rate, new Rate(1_000, 1_000)));
    try (TestDevice much = TestDevice.welcomed(cloud, "much")) {
      for (int sequence = 1; sequence <= 4; sequence++) {
        much.send(cloud.batch("much", sequence, 1, sequence));
      }
      Refused refused = nextRefusal(much);
      assertThat(refused.error()).isEqualTo(ErrorCode.BUSY);
      assertThat(refused.retryAfterMillis()).isBetween(1L, 200L);
      assertThat(cloud.serves("polite")).isTrue();
    }
  }

  @Test
  void overHttpItIsSaidInTheHeader() throws Exception {
    start(ServerLimits.defaults().withEnrolments(Rate.perMinute(2), Rate.perMinute(100)));
    assertThat(challenge().statusCode()).isEqualTo(200);
    assertThat(challenge().statusCode()).isEqualTo(200);
    HttpResponse<String> refused = challenge();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("BUSY", "too many attempts");
    assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 30L);
  }

  @Test
  void aDeviceHasOnlySoManyStreams() throws Exception {
    start(ServerLimits.defaults());
    List<TestDevice> streams = new ArrayList<>();
    for (int i = 0; i < ServerLimits.defaults().streamsOfDevice(); i++) {
      streams.add(TestDevice.welcomed(cloud, "many"));
    }
    try (TestDevice tooMany = TestDevice.connect(cloud)) {
      tooMany.send(TestDevice.hello("many", RunningCloud.TASK));
      assertThat(tooMany.next(Refused.class).error()).isEqualTo(ErrorCode.BUSY);
    }
    streams.get(0).close();
    Patience.until(() -> welcomedAgain("many"));
    for (TestDevice stream : streams) {
      stream.close();
    }
  }

  private void start(ServerLimits limits) {
    cloud = RunningCloud.start(dir, ServerConfig.open().withLimits(limits));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", cloud.server().port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    sockets.add(socket);
    return socket;
  }

  /** One that has been answered, so that its connection counts. */
  private Socket asked() throws IOException {
    Socket socket = connect();
    assertThat(answers(socket)).isTrue();
    return socket;
  }

  private static boolean answers(Socket socket) {
    try {
      socket
          .getOutputStream()
          .write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertClosed(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      while (in.read() >= 0) {
        // whatever it says before it closes
      }
    } catch (SocketException reset) {
      return;
    }
  }

  /** Sends piece after piece until the server has had enough. */
  private static void assertCutOffWhile(Socket socket, String begin, String piece)
      throws IOException {
    long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
    socket.setSoTimeout(5);
    try {
      socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
      while (System.nanoTime() < deadline) {
        socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
        if (ended(socket)) {
          return;
        }
      }
    } catch (SocketException reset) {
      return;
    }
    throw new AssertionError("still open after " + PATIENCE_MILLIS + " ms");
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read(new byte[1_024]) < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  private HttpResponse<String> challenge() throws Exception {
    return RunningCloud.http()
        .send(
            cloud
                .request("/v1/sessions/challenge")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"device\":\"d\"}"))
                .build(),
            BodyHandlers.ofString());
  }

  private boolean welcomedAgain(String device) {
    try (TestDevice again = TestDevice.connect(cloud)) {
      again.send(TestDevice.hello(device, RunningCloud.TASK));
      return again.next() instanceof dev.thaw.protocol.Message.Welcome;
    } catch (Exception e) {
      return false;
    }
  }

  private static Refused nextRefusal(TestDevice device) throws Exception {
    while (true) {
      if (device.next() instanceof Refused refused) {
        return refused;
      }
    }
  }
}
