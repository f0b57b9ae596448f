package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.codec.FrameCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deep nesting, lengths that lie and what unpacks to much more: refused before it costs memory. */
class HostileShapesIT {
  private static final String FRAME = "application/vnd.thaw.frame";
  private static final String JSON = "application/json";
  private static final int DEEP = 100_000;
  private static final long MIB = 1 << 20;

  /** The bytes 0xFF 0xFF 0xFF 0xFF 0x07 are 2147483647 as a variable-length number. */
  private static final byte[] LARGEST = {-1, -1, -1, -1, 7};

  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static int sequence;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir);
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @AfterEach
  void goesOn() throws Exception {
    sequence++;
    try (TestDevice polite = TestDevice.welcomed(cloud, "polite")) {
      polite.send(cloud.batch("polite", sequence, 1, sequence));
      assertThat(polite.next(BatchAck.class).outcomes()).containsOnly(SampleOutcome.STORED);
    }
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    for (String open : List.of("[", "{\"a\":", "{\"features\":[{\"tensors\":[")) {
      byte[] body = open.repeat(DEEP / open.length()).getBytes(StandardCharsets.UTF_8);
      assertThat(post("/v1/features", JSON, body)).as(open).isEqualTo(400);
      assertThat(post("/v1/admin/train", JSON, body)).as(open).isEqualTo(400);
    }
    byte[] whole = ("[".repeat(DEEP) + "]".repeat(DEEP)).getBytes(StandardCharsets.UTF_8);
    assertThat(post("/v1/features", JSON, whole)).isEqualTo(400);
  }

  @Test
  void numbersOfManyDigitsAreRefused() throws Exception {
    String digits = "9".repeat(DEEP);
    for (String number : List.of(digits, "1e" + digits, "0." + digits, '"' + digits + '"')) {
      byte[] body =
          ("{\"device\":\"d\",\"sequence\":" + number + '}').getBytes(StandardCharsets.UTF_8);
      assertThat(post("/v1/features", JSON, body)).isBetween(400, 404);
    }
  }

  @Test
  void lengthsThatLieAreRefused() throws Exception {
    int[] lies = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30, 1, 0};
    for (int lie : lies) {
      for (int other : lies) {
        byte[] frame =
            HostileFrames.withLengths(
                HostileFrames.FEATURE_BATCH, new byte[40], new byte[40], lie, other);
        assertThat(post("/v1/features", FRAME, frame)).isEqualTo(400);
      }
    }
  }

  /** Billions of elements claimed at each place of a good batch, one after the other. */
  @Test
  void countsOfBillionsAreRefusedAndCostNothing() throws Exception {
    byte[] good = new FrameCodec((int) MIB).toBytes(cloud.batch("liar", 1, 2, 1));
    long before = occupied();
    int headerEnd = 12 + Byte.toUnsignedInt(good[4]) + 256 * Byte.toUnsignedInt(good[5]);
    for (int at = 12; at < headerEnd - LARGEST.length; at++) {
      byte[] bad = good.clone();
      System.arraycopy(LARGEST, 0, bad, at, LARGEST.length);
      assertThat(post("/v1/features", FRAME, HostileFrames.sealed(bad)))
          .as("%d", at)
          .isLessThan(500);
    }
    assertThat(occupied() - before).isLessThan(32 * MIB);
  }

  /** What is gzipped is taken as it is, so it is no frame and no JSON. */
  @Test
  void aGzippedBombIsNotUnpacked() throws Exception {
    byte[] bomb = gzipped(256 * MIB);
    assertThat(bomb).hasSizeLessThan((int) MIB);
    long before = occupied();
    for (String type : List.of(FRAME, JSON)) {
      HttpRequest.Builder request =
          cloud
              .request("/v1/features")
              .header("content-type", type)
              .header("content-encoding", "gzip")
              .POST(BodyPublishers.ofByteArray(bomb));
      assertThat(status(request)).isEqualTo(400);
    }
    assertThat(occupied() - before).isLessThan(32 * MIB);
  }

  /**
   * A stream that agreed to compression would unpack a frame of 2 MiB to 2 GiB before any limit.
   */
  @Test
  void noStreamAgreesToCompression() throws Exception {
    for (String extension : List.of("permessage-deflate", "x-webkit-deflate-frame")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cloud.server().port())) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(upgrade(extension).getBytes(StandardCharsets.US_ASCII));
        String head = head(socket.getInputStream());
        assertThat(head).startsWith("HTTP/1.1 101").doesNotContain("deflate");
        socket.getOutputStream().write(new byte[] {(byte) 0xc2, (byte) 0x81, 0, 0, 0, 0, 0});
        int opcode = socket.getInputStream().read();
        assertThat(opcode).as("a close frame, or the end").isIn(0x88, -1);
      }
    }
  }

  private static String upgrade(String extension) {
    return "GET /v1/stream HTTP/1.1\r\nhost: bomb\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
        + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + "sec-websocket-extensions: "
        + extension
        + "\r\n\r\n";
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private static byte[] gzipped(long zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      byte[] block = new byte[(int) MIB];
      for (long i = 0; i < zeros; i += block.length) {
        out.write(block);
      }
    }
    return bytes.toByteArray();
  }

  /** Heap and direct buffers after a collection. */
  private static long occupied() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static int post(String path, String type, byte[] body) throws Exception {
    return status(
        cloud.request(path).header("content-type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return RunningCloud.http().send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
