package dev.thaw.bench.baseline;

import dev.thaw.bench.evaluate.wire.Tap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The server's ends of all lines, with a {@link Tap} before them that counts the same bytes apart.
 * Not thread-safe; the creator closes it.
 */
final class Switchboard implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final int PATIENCE_MILLIS = 60_000;

  private final ServerSocket server;
  private final Tap tap;
  private final Map<Integer, Line> lines = new HashMap<>();

  Switchboard() {
    try {
      this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      server.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new BaselineException("no free port for a server", e);
    }
    this.tap = new Tap(server.getLocalPort());
  }

  /** Where devices connect. */
  int port() {
    return tap.port();
  }

  /** Waits until so many devices have said which they are. */
  void connect(int devices) {
    try {
      while (lines.size() < devices) {
        Line line = new Line(server.accept());
        lines.put(line.receive().number(), line);
      }
    } catch (IOException e) {
      close();
      throw new BaselineException(
          "only " + lines.size() + " of " + devices + " devices could connect", e);
    }
  }

  /** Sends a device something and waits for its answer. */
  Letter exchange(int device, Letter letter) throws IOException {
    Line line = lines.get(device);
    if (line == null) {
      throw new IOException("no device " + device);
    }
    line.send(letter);
    return line.receive();
  }

  long bytesUp() {
    return sum(Line::received);
  }

  long bytesDown() {
    return sum(Line::sent);
  }

  /** Checks that the sockets carried what was counted; between rounds. */
  void requireCounted() {
    if (tap.up() != bytesUp() || tap.down() != bytesDown()) {
      throw new BaselineException(
          "counted %d bytes up and %d down, but the sockets carried %d and %d"
              .formatted(bytesUp(), bytesDown(), tap.up(), tap.down()));
    }
  }

  @Override
  public void close() {
    lines.values().forEach(Line::close);
    tap.close();
    try {
      server.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  private long sum(ToLongFunction<Line> bytes) {
    return lines.values().stream().mapToLong(bytes).sum();
  }
}
