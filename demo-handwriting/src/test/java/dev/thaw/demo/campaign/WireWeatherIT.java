package dev.thaw.demo.campaign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay between devices and cloud, in front of a server that answers each line with itself. */
class WireWeatherIT {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String CLOSED = "closed";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private ServerSocket server;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread(this::serve);
    wire = new Wire(URI.create("http://127.0.0.1:" + server.getLocalPort()), 1);
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    server.close();
  }

  @Test
  void inFineWeatherItRelaysBothWays() throws Exception {
    try (Socket device = connect()) {
      assertThat(ask(device, "one")).isEqualTo("one");
      wire.set(Weather.LATE);
      assertThat(ask(device, "two")).isEqualTo("two");
    }
    assertThat(next()).isEqualTo("one");
    assertThat(next()).isEqualTo("two");
    assertThat(next()).isEqualTo(CLOSED);
  }

  @Test
  void whenItCutsBothSidesSeeTheEndAndNobodyGetsThroughUntilItWorksAgain() throws Exception {
    try (Socket device = connect()) {
      assertThat(ask(device, "one")).isEqualTo("one");
      wire.set(Weather.CUT);
      assertThat(line(device)).isNull();
    }
    try (Socket device = connect()) {
      assertThat(line(device)).isNull();
    }
    wire.set(Weather.FINE);
    try (Socket device = connect()) {
      assertThat(ask(device, "two")).isEqualTo("two");
    }
  }

  @Test
  void whenItRepeatsTheCloudHearsEverythingOnceMoreOnAnotherConnection() throws Exception {
    try (Socket device = connect()) {
      assertThat(ask(device, "one")).isEqualTo("one");
      assertThat(next()).isEqualTo("one");
      wire.set(Weather.REPEATED);
      assertThat(next()).isEqualTo("one");
      assertThat(ask(device, "two")).isEqualTo("two");
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), wire.uri().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static @Nullable String ask(Socket socket, String text) throws IOException {
    socket.getOutputStream().write((text + "\n").getBytes(US_ASCII));
    return line(socket);
  }

  /** Null at the end, however that comes. */
  private static @Nullable String line(Socket socket) {
    StringBuilder text = new StringBuilder();
    try {
      for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
        if (c == '\n') {
          return text.toString();
        }
        text.append((char) c);
      }
    } catch (IOException e) {
      // Reset: an end as well.
    }
    return null;
  }

  private @Nullable String next() throws InterruptedException {
    return heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = server.accept();
        thread(() -> answer(socket));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      for (String text = line(socket); text != null; text = line(socket)) {
        heard.add(text);
        socket.getOutputStream().write((text + "\n").getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // Cut off.
    }
    heard.add(CLOSED);
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "thaw-wire-test");
    thread.setDaemon(true);
    thread.start();
  }
}
