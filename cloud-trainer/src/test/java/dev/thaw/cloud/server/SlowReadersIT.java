package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.server.limits.ServerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for much and read nothing: little waits for them, and they are cut off. */
class SlowReadersIT {
  private static final int PATIENCE_MILLIS = 60_000;

  /** More than the system itself holds for a connection on either side. */
  private static final long MOST_BYTES = 32L << 20;

  private static final int UNREAD = 64 << 10;

  /** Long enough for a polite client on a slow machine to answer two. */
  private static final Duration TICK = Duration.ofSeconds(2);

  @TempDir Path dir;
  private final AtomicLong asked = new AtomicLong();
  private RunningCloud cloud;
  private Socket slow;

  @AfterEach
  void stop() throws Exception {
    slow.close();
    cloud.close();
  }

  @Test
  void whoAsksForLayersAndReadsNoneGetsFewAndIsCutOff() throws Exception {
    start(Duration.ofSeconds(2));
    String request = "GET " + someLayer() + " HTTP/1.1\r\nhost: x\r\n\r\n";
    assertCutOffWhileAsking(request.getBytes(StandardCharsets.US_ASCII));
    long served = cloud.server().traffic().bytes(WireKind.LAYER);
    assertThat(served).as("bytes taken out of the store").isBetween(1L, MOST_BYTES);
  }

  @Test
  void whoHasItsPingsAnsweredAndReadsNoAnswerIsCutOff() throws Exception {
    start(Duration.ofSeconds(30));
    RawStream stream = new RawStream(slow, cloud);
    stream.hello("slow");
    assertCutOffWhileAsking(RawStream.ping());
    assertThat(asked.get()).as("bytes taken from it").isLessThan(MOST_BYTES);
  }

  private void start(Duration patience) throws IOException {
    ServerLimits limits = ServerLimits.defaults().withPatience(UNREAD, patience);
    ServerConfig config = ServerConfig.open().withLimits(limits).withKeepAlive(TICK);
    cloud = RunningCloud.start(dir, config);
    slow = new Socket();
    slow.setReceiveBufferSize(UNREAD);
    slow.connect(new InetSocketAddress("127.0.0.1", cloud.server().port()));
  }

  /** Asks again and again, from a thread of its own, for it may be kept waiting for ever. */
  private void assertCutOffWhileAsking(byte[] request) throws Exception {
    Thread asking = new Thread(() -> askUntilClosed(request), "slow-reader");
    asking.start();
    Patience.until(() -> cutOffs() >= 1);
    Patience.until(() -> connections() == 1);
    asking.join(PATIENCE_MILLIS);
    assertThat(asking.isAlive()).as("still asking").isFalse();
    assertThat(cloud.serves("polite")).isTrue();
  }

  private void askUntilClosed(byte[] request) {
    try {
      while (true) {
        slow.getOutputStream().write(request);
        asked.addAndGet(request.length);
      }
    } catch (IOException closed) {
      assertThat(closed).isInstanceOf(SocketException.class);
    }
  }

  private String someLayer() {
    return cloud
        .trainer()
        .manifestFor(RunningCloud.TASK, "slow", Optional.empty())
        .manifest()
        .layers()
        .stream()
        .filter(layer -> layer.sizeBytes() > UNREAD)
        .min(Comparator.comparingInt(layer -> layer.sizeBytes()))
        .map(layer -> "/v1/layers/" + layer.digest().hex())
        .orElseThrow();
  }

  private double cutOffs() throws Exception {
    return cloud.figure("thaw_refused_total{kind=\"slow_readers\"}");
  }

  /** Those now, with the one that asks. */
  private double connections() throws Exception {
    return cloud.figure("thaw_tcp_connections");
  }
}
