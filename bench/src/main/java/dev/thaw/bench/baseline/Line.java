package dev.thaw.bench.baseline;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** One end of a connection that carries {@link Letter}s and counts their bytes. One user. */
final class Line implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  Line(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
  }

  void send(Letter letter) throws IOException {
    letter.write(out);
    sent.addAndGet(letter.bytes());
  }

  /** Blocks until there is one. */
  Letter receive() throws IOException {
    Letter letter = Letter.read(in);
    received.addAndGet(letter.bytes());
    return letter;
  }

  /** Bytes so far; any thread. */
  long sent() {
    return sent.get();
  }

  /** Bytes so far; any thread. */
  long received() {
    return received.get();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
