package dev.thaw.demo.campaign;

import dev.thaw.demo.simulate.SimulationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP relay between devices and cloud, whose {@link Weather} can be changed at any time. It
 * relays bytes and knows no protocol. Thread-safe.
 */
final class Wire implements AutoCloseable {
  private static final int CHUNK = 4 << 10;
  private static final int TAPE_BYTES = 256 << 10;
  private static final int FEW_BYTES = 512;
  private static final long LATE_NANOS = 200_000_000;

  private final ServerSocket server;
  private final URI cloud;
  private final Random random;
  private final List<Relay> relays = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile Weather weather = Weather.FINE;

  /** Relays to {@code cloud} from a free port. */
  Wire(URI cloud, long seed) {
    this.cloud = cloud;
    this.random = new Random(seed);
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new SimulationException("no free port: " + e.getMessage(), e);
    }
    daemon("thaw-wire", this::accept);
  }

  /** Where devices find the cloud. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Changes the weather for the connections that there are and those to come. */
  void set(Weather next) {
    weather = next;
    switch (next) {
      case CUT -> relays.forEach(Relay::end);
      case HALF_CLOSED -> relays.forEach(relay -> relay.halfClose(random.nextBoolean()));
      case REPEATED -> relays.forEach(relay -> daemon("thaw-wire-repeat", relay::repeat));
      default -> {}
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    relays.forEach(Relay::end);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        take(server.accept());
      } catch (IOException e) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void take(Socket device) {
    if (weather == Weather.CUT) {
      closeQuietly(device);
      return;
    }
    try {
      Relay relay = new Relay(device, connect(), count.getAndIncrement());
      relays.add(relay);
      relay.start();
    } catch (IOException e) {
      closeQuietly(device); // the cloud is dead just now
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), cloud.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** One connection. */
  private final class Relay {
    private final Socket device;
    private final Socket upstream;
    private final int number;
    private final ByteArrayOutputStream tape = new ByteArrayOutputStream();
    private final AtomicInteger directions = new AtomicInteger(2);

    private Relay(Socket device, Socket upstream, int number) {
      this.device = device;
      this.upstream = upstream;
      this.number = number;
    }

    private void start() {
      daemon("thaw-wire-up-" + number, () -> pump(device, upstream, true));
      daemon("thaw-wire-down-" + number, () -> pump(upstream, device, false));
    }

    private void pump(Socket from, Socket to, boolean up) {
      byte[] chunk = new byte[CHUNK];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          if (up) {
            record(chunk, n);
          }
          pass(out, chunk, n);
        }
        to.shutdownOutput();
        endIfLast();
      } catch (IOException e) {
        end();
      }
    }

    private synchronized void record(byte[] chunk, int length) {
      if (tape.size() + length <= TAPE_BYTES) {
        tape.write(chunk, 0, length);
      }
    }

    private void pass(OutputStream out, byte[] chunk, int length) throws IOException {
      switch (weather) {
        case CUT -> {
          out.write(chunk, 0, length / 2);
          throw new IOException("cut");
        }
        case LATE -> LockSupport.parkNanos(LATE_NANOS);
        case REORDERED -> LockSupport.parkNanos(number % 2 == 0 ? 2 * LATE_NANOS : 0);
        case SLOW -> LockSupport.parkNanos(LATE_NANOS * length / FEW_BYTES / 4);
        default -> {}
      }
      out.write(chunk, 0, length);
      out.flush();
    }

    /** The other direction goes on as if nothing had happened. */
    private void halfClose(boolean toCloud) {
      try {
        (toCloud ? upstream : device).shutdownOutput();
      } catch (IOException e) {
        end();
      }
    }

    private synchronized byte[] recorded() {
      return tape.toByteArray();
    }

    private void repeat() {
      try (Socket again = connect()) {
        again.getOutputStream().write(recorded());
        again.setSoTimeout(500);
        while (again.getInputStream().read() >= 0 && weather == Weather.REPEATED) {
          // What the cloud answers is for nobody.
        }
      } catch (IOException e) {
        // It has said all that it will.
      }
    }

    private void endIfLast() {
      if (directions.decrementAndGet() == 0) {
        end();
      }
    }

    private void end() {
      closeQuietly(device);
      closeQuietly(upstream);
      relays.remove(this);
    }
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
