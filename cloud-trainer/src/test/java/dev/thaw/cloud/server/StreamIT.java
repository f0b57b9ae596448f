package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Notice;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Status;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamIT {
  @TempDir static Path dir;
  private static RunningCloud cloud;

  @BeforeAll
  static void start() {
    cloud =
        RunningCloud.start(dir.resolve("shared"), ServerConfig.open().withMaxFrameBytes(64 << 10));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void helloIsAnsweredByWelcomeWithFreezeStateManifestAndWindow() throws Exception {
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.send(TestDevice.hello("greeter", RunningCloud.TASK));

      Welcome welcome = device.next(Welcome.class);

      assertThat(welcome.freeze()).isEqualTo(cloud.trainer().freeze(RunningCloud.TASK));
      assertThat(welcome.manifest()).isEqualTo(manifestOf("greeter"));
      assertThat(welcome.window()).isEqualTo(8);
      assertThat(welcome.maxFrameBytes()).isEqualTo(64 << 10);
    }
  }

  @Test
  void batchIsAcknowledgedOnceStoredAndStoredOnce() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "uploader")) {
      FeatureBatch batch = cloud.batch("uploader", 7, 3, 1);

      device.send(batch);
      BatchAck first = device.next(BatchAck.class);
      device.send(batch);
      BatchAck second = device.next(BatchAck.class);

      assertThat(first.sequence()).isEqualTo(7);
      assertThat(first.window()).isEqualTo(8);
      assertThat(first.outcomes()).hasSize(3).containsOnly(SampleOutcome.STORED);
      assertThat(second.outcomes()).hasSize(3).containsOnly(SampleOutcome.DUPLICATE);
      assertThat(usable("uploader")).isEqualTo(3);
    }
  }

  @Test
  void stalePrefixIsToldWhatIsWanted() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "late")) {
      device.send(RunningCloud.batch("late", 1, 1, 2, 6, Digest.of(new byte[] {1})));

      BatchAck ack = device.next(BatchAck.class);

      assertThat(ack.outcomes()).containsExactly(SampleOutcome.STALE);
      assertThat(ack.wanted()).isEqualTo(cloud.trainer().freeze(RunningCloud.TASK));
    }
  }

  @Test
  void batchBeforeHelloIsRefused() throws Exception {
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.send(cloud.batch("hasty", 1, 1, 3));

      assertRefusedAndClosed(device, ErrorCode.UNEXPECTED_MESSAGE, 1008);
      assertThat(usable("hasty")).isZero();
    }
  }

  @Test
  void secondHelloIsRefused() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "twice")) {
      device.send(TestDevice.hello("twice", RunningCloud.TASK));

      assertRefusedAndClosed(device, ErrorCode.UNEXPECTED_MESSAGE, 1008);
    }
  }

  @Test
  void unknownTaskIsRefusedByName() throws Exception {
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.send(TestDevice.hello("lost", "chess"));

      Refused refused = device.next(Refused.class);

      assertThat(refused.error()).isEqualTo(ErrorCode.UNKNOWN_TASK);
      assertThat(refused.message()).contains("chess");
      assertThat(refused.retryAfterMillis()).isEqualTo(-1);
      assertThat(device.closeStatus()).isEqualTo(1008);
    }
  }

  @Test
  void batchOfAnotherDeviceIsRefusedAndTheStreamGoesOn() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "honest")) {
      device.send(cloud.batch("somebody-else", 4, 1, 4));
      Refused refused = device.next(Refused.class);
      device.send(cloud.batch("honest", 5, 1, 4));

      assertThat(refused.error()).isEqualTo(ErrorCode.FORBIDDEN);
      assertThat(refused.sequence()).isEqualTo(4);
      assertThat(device.next(BatchAck.class).sequence()).isEqualTo(5);
      assertThat(usable("somebody-else")).isZero();
    }
  }

  @Test
  void malformedFrameIsRefusedAndTheStreamClosed() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "garbled")) {
      device.sendBytes("this is not a frame, only text".getBytes(StandardCharsets.UTF_8));

      assertRefusedAndClosed(device, ErrorCode.MALFORMED_FRAME, 1008);
    }
  }

  @Test
  void textMessageIsRefused() throws Exception {
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.sendText("hello");

      assertRefusedAndClosed(device, ErrorCode.MALFORMED_FRAME, 1003);
    }
  }

  @Test
  void oversizedFrameIsRefused() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "large")) {
      device.send(cloud.batch("large", 1, 40, 5)); // 40 * 2 KiB of values

      assertRefusedAndClosed(device, ErrorCode.OVERSIZED_FRAME, 1009);
      assertThat(usable("large")).isZero();
    }
  }

  @Test
  void hugeFrameEndsTheConnection() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "huge")) {
      device.sendBytes(new byte[1 << 20]);

      assertThat(device.closeStatus()).isIn(1002, 1006, 1009, -1);
    }
    try (TestDevice next = TestDevice.welcomed(cloud, "after-huge")) {
      assertThat(cloud.server().connections()).isPositive();
      next.send(cloud.batch("after-huge", 1, 1, 6));
      next.next(BatchAck.class);
    }
  }

  @Test
  void moreBatchesThanTheWindowAreRefusedAsBusyAndNothingIsLost() throws Exception {
    int batches = 64;
    try (RunningCloud narrow =
            RunningCloud.start(dir.resolve("narrow"), ServerConfig.open().withWindow(1));
        TestDevice device = TestDevice.welcomed(narrow, "eager")) {
      for (int i = 0; i < batches; i++) {
        device.send(narrow.batch("eager", i, 2, i));
      }
      int acknowledged = 0;
      int busy = 0;
      for (int i = 0; i < batches; i++) {
        Message answer = device.next();
        if (answer instanceof Refused refused) {
          assertThat(refused.error()).isEqualTo(ErrorCode.BUSY);
          assertThat(refused.sequence()).isNotNegative();
          assertThat(refused.retryAfterMillis()).isPositive();
          busy++;
        } else {
          acknowledged++;
        }
      }
      assertThat(busy).isPositive();
      assertThat(acknowledged).isPositive();
      assertThat(narrow.trainer().featureCounts(RunningCloud.TASK).usable())
          .isEqualTo(2L * acknowledged);
    }
  }

  @Test
  void personalHeadIsNoticedByItsDeviceAlone() throws Exception {
    try (RunningCloud own = RunningCloud.start(dir.resolve("personal"));
        TestDevice trained = TestDevice.welcomed(own, "trained");
        TestDevice other = TestDevice.welcomed(own, "other")) {
      trained.send(own.batch("trained", 1, 16, 8));
      trained.next(BatchAck.class);

      train(own, new Scope.OfDevice("trained"));
      Notice notice = trained.next(Notice.class);
      other.send(own.batch("other", 1, 1, 9));

      assertThat(notice.task()).isEqualTo(RunningCloud.TASK);
      assertThat(notice.manifest()).isEqualTo(manifestOf(own, "trained"));
      assertThat(notice.manifest()).isNotEqualTo(manifestOf(own, "other"));
      other.next(BatchAck.class);
    }
  }

  @Test
  void globalHeadIsNoticedByEveryDeviceWithoutAHeadOfItsOwn() throws Exception {
    try (RunningCloud own = RunningCloud.start(dir.resolve("global"));
        TestDevice first = TestDevice.welcomed(own, "first");
        TestDevice second = TestDevice.welcomed(own, "second")) {
      first.send(own.batch("first", 1, 16, 10));
      first.next(BatchAck.class);

      train(own, Scope.GLOBAL);

      assertThat(first.next(Notice.class)).isEqualTo(second.next(Notice.class));
    }
  }

  @Test
  void headOfACohortIsNoticedByItsMembersAlone() throws Exception {
    try (RunningCloud own = RunningCloud.start(dir.resolve("cohort"));
        TestDevice member = TestDevice.connect(own);
        TestDevice stranger = TestDevice.welcomed(own, "stranger")) {
      member.send(
          new Hello("member", RunningCloud.TASK, Optional.of("lab"), Optional.empty(), Map.of()));
      member.next(Welcome.class);
      member.send(own.batch("member", 1, 16, 12));
      member.next(BatchAck.class);
      eventually(
          () ->
              own.trainer().devices().stream()
                  .anyMatch(device -> device.cohort().equals(Optional.of("lab"))));

      train(own, new Scope.Cohort("lab"));
      Notice notice = member.next(Notice.class);
      stranger.send(own.batch("stranger", 1, 1, 13));

      assertThat(notice.manifest()).isNotEqualTo(manifestOf(own, "stranger"));
      stranger.next(BatchAck.class);
    }
  }

  @Test
  void changeOfDepthIsNoticedWithItsEpoch() throws Exception {
    try (RunningCloud own = RunningCloud.start(dir.resolve("depth"));
        TestDevice device = TestDevice.welcomed(own, "deep")) {
      own.trainer().setDepth(RunningCloud.TASK, 7).get(60, TimeUnit.SECONDS);

      Notice notice = device.next(Notice.class);

      assertThat(notice.freeze().depth()).isEqualTo(7);
      assertThat(notice.freeze().epoch()).isEqualTo(1);
      assertThat(notice.manifest()).isEqualTo(manifestOf(own, "deep"));
    }
  }

  @Test
  void helloAndStatusAreKeptForTheOperator() throws Exception {
    Digest installed = Digest.of(new byte[] {9});
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.send(
          new Hello(
              "known", RunningCloud.TASK, Optional.of("lab"), Optional.empty(), Map.of("x", 1.0)));
      device.next(Welcome.class);
      device.send(new Status(Optional.of(installed), Map.of("battery", 0.25)));
      device.send(cloud.batch("known", 1, 1, 11));
      device.next(BatchAck.class);

      eventually(
          () ->
              cloud.trainer().devices().stream()
                  .anyMatch(
                      each ->
                          each.deviceId().equals("known")
                              && each.cohort().equals(Optional.of("lab"))
                              && each.current().equals(Optional.of(installed))
                              && each.status().equals(Map.of("battery", 0.25))));
    }
  }

  @Test
  void silentPeerIsDropped() throws Exception {
    ServerConfig impatient = ServerConfig.open().withKeepAlive(Duration.ofMillis(100));
    try (RunningCloud own = RunningCloud.start(dir.resolve("silent"), impatient);
        Socket raw = new Socket("127.0.0.1", own.server().port())) {
      raw.setSoTimeout(15_000);
      OutputStream out = raw.getOutputStream();
      out.write(
          ("GET /v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();

      byte[] everything = readToEnd(raw.getInputStream());

      assertThat(new String(everything, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void peerWithoutHelloIsDropped() throws Exception {
    ServerConfig impatient = ServerConfig.open().withKeepAlive(Duration.ofMillis(100));
    try (RunningCloud own = RunningCloud.start(dir.resolve("mute"), impatient);
        TestDevice device = TestDevice.connect(own)) {
      assertRefusedAndClosed(device, ErrorCode.UNEXPECTED_MESSAGE, 1008);
    }
  }

  @Test
  void connectedPeerThatAnswersPingsIsKept() throws Exception {
    ServerConfig impatient = ServerConfig.open().withKeepAlive(Duration.ofMillis(400));
    try (RunningCloud own = RunningCloud.start(dir.resolve("patient"), impatient);
        TestDevice device = TestDevice.welcomed(own, "quiet")) {
      eventually(() -> device.pings() >= 4);

      device.send(own.batch("quiet", 1, 1, 1));

      device.next(BatchAck.class);
    }
  }

  @Test
  void closingAnswersEveryBatchThatCameBefore() throws Exception {
    int batches = 32;
    Path data = dir.resolve("drained");
    RunningCloud first = RunningCloud.start(data, ServerConfig.open().withWindow(batches));
    long acknowledged = 0;
    try (TestDevice device = TestDevice.welcomed(first, "last")) {
      for (int i = 0; i < batches; i++) {
        device.send(first.batch("last", i, 2, i));
      }
      device.next(BatchAck.class);
      acknowledged++;
      first.close();
      for (Message answer = device.next(); !isGoodBye(answer); answer = device.next()) {
        acknowledged += answer instanceof BatchAck ? 1 : 0;
      }
    }
    try (RunningCloud second = RunningCloud.start(data)) {
      assertThat(second.trainer().featureCounts(RunningCloud.TASK).usable())
          .isEqualTo(2 * acknowledged);
    }
  }

  private static boolean isGoodBye(Message message) {
    return message instanceof Refused refused && refused.sequence() == -1;
  }

  @Test
  void pagesOfOtherSitesGetNoStream() throws Exception {
    try (Socket raw = new Socket("127.0.0.1", cloud.server().port())) {
      raw.setSoTimeout(10_000);
      raw.getOutputStream()
          .write(
              ("GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                      + "Connection: Upgrade, close\r\nOrigin: http://evil.example\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      + "Sec-WebSocket-Version: 13\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] start = raw.getInputStream().readNBytes("HTTP/1.1 403".length());

      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 403");
    }
  }

  @Test
  void plainRequestOfTheStreamIsToldSo() throws Exception {
    var response =
        RunningCloud.http().send(cloud.request("/v1/stream").build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("WebSocket");
  }

  @Test
  void closingTellsTheDevices() throws Exception {
    RunningCloud own = RunningCloud.start(dir.resolve("closing"));
    try (TestDevice device = TestDevice.welcomed(own, "guest")) {
      own.close();

      Refused refused = device.next(Refused.class);

      assertThat(refused.error()).isEqualTo(ErrorCode.BUSY);
      assertThat(refused.retryAfterMillis()).isPositive();
      assertThat(device.closeStatus()).isEqualTo(1001);
    }
  }

  private static void train(RunningCloud cloud, Scope scope) throws Exception {
    assertThat(
            cloud
                .trainer()
                .train(RunningCloud.TASK, scope)
                .get(60, TimeUnit.SECONDS)
                .verdict()
                .published())
        .isTrue();
  }

  private static void assertRefusedAndClosed(TestDevice device, ErrorCode code, int status)
      throws Exception {
    Refused refused = device.next(Refused.class);
    assertThat(refused.error()).isEqualTo(code);
    assertThat(refused.sequence()).isEqualTo(-1);
    assertThat(device.closeStatus()).isEqualTo(status);
  }

  private static Digest manifestOf(String device) {
    return manifestOf(cloud, device);
  }

  private static Digest manifestOf(RunningCloud cloud, String device) {
    return cloud.trainer().manifestFor(RunningCloud.TASK, device, Optional.empty()).digest();
  }

  private static long usable(String device) {
    return cloud.trainer().featureCounts(RunningCloud.TASK).devices().stream()
        .filter(each -> each.deviceId().equals(device))
        .mapToLong(each -> each.usable())
        .sum();
  }

  private static byte[] readToEnd(InputStream in) throws Exception {
    return in.readAllBytes();
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    Instant deadline = Instant.now().plusSeconds(10);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("condition within 10 s").isBefore(deadline);
      Thread.yield();
    }
  }
}
