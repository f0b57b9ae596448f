package dev.thaw.bench.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is told to. Not thread-safe. */
final class PlainSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  /** A WebSocket frame from the server. */
  record Received(int opcode, byte[] payload) {
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
  }

  private final Socket socket;
  private final DataInputStream in;

  /** Connects; closing resets, so that no number of runs uses up the ports. */
  PlainSocket(int port) throws IOException {
    Loopback.allow();
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setSoLinger(true, 0);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Reads the head of a response; returns its status. */
  int status() throws IOException {
    String[] words = line().split(" ", 3);
    while (!line().isEmpty()) {
      continue; // headers
    }
    return Integer.parseInt(words[1]);
  }

  /** Asks for a WebSocket; returns the status of the answer, 101 if it was granted. */
  int upgrade(String target) throws IOException {
    send(
        ("GET "
                + target
                + " HTTP/1.1\r\nhost: fuzz\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
                + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    return status();
  }

  /** Sends one frame, masked with zeros, which leave it as it is. */
  void sendFrame(int opcode, byte[] payload) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(14 + payload.length);
    out.put((byte) (FINAL | opcode));
    if (payload.length < 126) {
      out.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      out.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      out.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    out.putInt(0).put(payload).flip();
    socket.getOutputStream().write(out.array(), 0, out.limit());
  }

  /** The next frame; one that ends without a close frame is an {@link EOFException}. */
  Received receive() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[Math.toIntExact(length)];
    in.readFully(payload);
    return new Received(opcode, payload);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("hung up after \"" + line + '"');
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
