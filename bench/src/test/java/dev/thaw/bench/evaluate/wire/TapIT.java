package dev.thaw.bench.evaluate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TapIT {
  private static final int UP = 50_000;
  private static final int DOWN = 30_000;
  private static final Duration ONE_WAY = Duration.ofMillis(20);

  /** 50 ms for what goes up, 15 ms for what comes down. */
  private static final Link LINK = new Link("test", 8e6, 16e6, ONE_WAY);

  private final byte[] sent = random(UP, 1);
  private final byte[] answered = random(DOWN, 2);

  @Test
  void allPassesUnchangedAndIsCounted() throws Exception {
    exchange(Tap::new);
  }

  @Test
  void overALinkAllPassesUnchangedAndIsCountedAndNothingComesEarly() throws Exception {
    long nanos = exchange(port -> Tap.over(LINK, port));
    double least = LINK.upSeconds(UP) + LINK.downSeconds(DOWN) + LINK.roundTripSeconds();
    assertThat(nanos / 1e9).isGreaterThanOrEqualTo(least);
  }

  private interface Relay {
    Tap to(int port);
  }

  /** The server answers when it has read all. */
  private long exchange(Relay relay) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Tap tap = relay.to(server.getLocalPort())) {
      CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> serve(server));
      long start = System.nanoTime();
      try (Socket device = new Socket(InetAddress.getLoopbackAddress(), tap.port())) {
        device.setSoTimeout(60_000);
        device.getOutputStream().write(sent);
        byte[] answer = device.getInputStream().readNBytes(DOWN);
        long nanos = System.nanoTime() - start;
        assertThat(answer).isEqualTo(answered);
        assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo(sent);
        assertThat(tap.up()).isEqualTo(UP);
        assertThat(tap.down()).isEqualTo(DOWN);
        assertThat(tap.connections()).isEqualTo(1);
        return nanos;
      }
    }
  }

  private byte[] serve(ServerSocket server) {
    try (Socket cloud = server.accept()) {
      byte[] read = cloud.getInputStream().readNBytes(UP);
      cloud.getOutputStream().write(answered);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
