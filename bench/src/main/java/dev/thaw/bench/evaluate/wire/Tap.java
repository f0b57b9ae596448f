package dev.thaw.bench.evaluate.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A TCP relay on loopback that counts what passes: all bytes of the stream in each direction, so
 * headers of HTTP and WebSocket included, those of TCP and IP not. Knows no protocol. Thread-safe.
 */
public final class Tap implements AutoCloseable {
  private static final int BACKLOG = 1_024;

  private final ServerSocket server;
  private final int target;
  private final Passage upwards;
  private final Passage downwards;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final LongAdder up = new LongAdder();
  private final LongAdder down = new LongAdder();

  /**
   * Relays to {@code target} from a free port.
   *
   * @throws UncheckedIOException if there is no port
   */
  public Tap(int target) {
    this(target, Passage.OPEN, Passage.OPEN);
  }

  private Tap(int target, Passage upwards, Passage downwards) {
    this.target = target;
    this.upwards = upwards;
    this.downwards = downwards;
    try {
      this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
    daemon("thaw-tap", this::accept);
  }

  /**
   * Relays to {@code target} from a free port, as slowly as {@code link}, which all connections
   * share. Connecting takes no time: a round trip less than over a real link.
   *
   * @throws UncheckedIOException if there is no port
   */
  public static Tap over(Link link, int target) {
    return new Tap(target, new PacedPassage(link.up()), new PacedPassage(link.down()));
  }

  /** The port that devices connect to. */
  public int port() {
    return server.getLocalPort();
  }

  /** Where devices find the cloud. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** Bytes from devices so far. */
  public long up() {
    return up.sum();
  }

  /** Bytes to devices so far. */
  public long down() {
    return down.sum();
  }

  /** Connections so far. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    closeQuietly(server);
    open.forEach(Tap::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        relay(server.accept());
      } catch (IOException e) {
        // Closed, or the cloud is gone: the device sees its connection end.
      }
    }
  }

  private void relay(Socket device) throws IOException {
    try {
      Socket cloud = new Socket(InetAddress.getLoopbackAddress(), target);
      int number = connections.incrementAndGet();
      for (Socket each : List.of(device, cloud)) {
        each.setTcpNoDelay(true);
        open.add(each);
      }
      daemon("thaw-tap-up-" + number, () -> pump(upwards, device, cloud, up));
      daemon("thaw-tap-down-" + number, () -> pump(downwards, cloud, device, down));
    } catch (IOException e) {
      closeQuietly(device);
      throw e;
    }
  }

  private void pump(Passage way, Socket from, Socket to, LongAdder counter) {
    try {
      way.carry(from.getInputStream(), to.getOutputStream(), counter);
      to.shutdownOutput();
    } catch (IOException e) {
      end(from);
      end(to);
    }
  }

  private void end(Socket socket) {
    closeQuietly(socket);
    open.remove(socket);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is of no use any more.
    }
  }
}
