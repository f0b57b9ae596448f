package dev.thaw.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP relay on loopback that keeps all that passes. Thread-safe. */
final class Wiretap implements AutoCloseable {
  /** Both directions of a connection. */
  private record Call(Socket device, Socket cloud, Recording up, Recording down) {}

  private final ServerSocket server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile int cloudPort;

  Wiretap() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  int port() {
    return server.getLocalPort();
  }

  /** Begins to relay. */
  void connectTo(int port) {
    cloudPort = port;
    start(this::accept);
  }

  /** What has crossed so far. */
  Streams streams() {
    Streams all = Streams.NOTHING;
    for (Call call : calls) {
      all = all.plus(new Streams(call.up.read(), call.down.read()));
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Call call : calls) {
      call.device.close();
      call.cloud.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket device = server.accept();
        Socket cloud = new Socket(InetAddress.getLoopbackAddress(), cloudPort);
        Call call = new Call(device, cloud, new Recording(), new Recording());
        calls.add(call);
        start(() -> call.up.pump(device, cloud));
        start(() -> call.down.pump(cloud, device));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "wiretap");
    thread.setDaemon(true);
    thread.start();
  }

  /** One direction of a connection. */
  private static final class Recording {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void pump(Socket from, Socket to) {
      byte[] chunk = new byte[64 << 10];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          bytes.write(chunk, 0, n);
          out.write(chunk, 0, n);
        }
        to.shutdownOutput();
      } catch (IOException closed) {
        // The other direction ends as well.
      }
    }

    Streams.Direction read() {
      return new StreamReader(bytes.toByteArray()).read();
    }
  }
}
