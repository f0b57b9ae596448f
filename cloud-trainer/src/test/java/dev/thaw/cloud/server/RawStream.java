package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket written by hand, so that nobody reads what comes on it. The mask is zero, which
 * leaves frames as they are.
 */
final class RawStream {
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);
  private static final int BINARY = 0x82;
  private static final int PING = 0x89;
  private static final int MASKED = 0x80;
  private static final int LARGEST = 125;

  private final Socket socket;

  /** Upgrades a connection that was made. */
  RawStream(Socket socket, RunningCloud cloud) throws IOException {
    this.socket = socket;
    String head =
        "GET /v1/stream HTTP/1.1\r\nhost: 127.0.0.1:%d\r\nupgrade: websocket\r\n"
            + "connection: Upgrade\r\nsec-websocket-version: 13\r\n"
            + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket
        .getOutputStream()
        .write(head.formatted(cloud.server().port()).getBytes(StandardCharsets.US_ASCII));
    assertThat(line()).isEqualTo("HTTP/1.1 101 Switching Protocols");
    while (!line().isEmpty()) {
      // the rest of the head
    }
  }

  /** Says who this is; the welcome stays unread. */
  void hello(String device) throws IOException {
    socket.getOutputStream().write(frame(TestDevice.hello(device, RunningCloud.TASK)));
  }

  /** The largest ping there is. */
  static byte[] ping() {
    ByteBuffer frame = ByteBuffer.allocate(2 + Integer.BYTES + LARGEST);
    frame.put((byte) PING).put((byte) (MASKED | LARGEST));
    return frame.array();
  }

  private static byte[] frame(Message message) {
    byte[] payload = CODEC.toBytes(message);
    assertThat(payload.length).as("fits a short frame").isLessThanOrEqualTo(LARGEST);
    ByteBuffer frame = ByteBuffer.allocate(2 + Integer.BYTES + payload.length);
    frame.put((byte) BINARY).put((byte) (MASKED | payload.length));
    return frame.putInt(0).put(payload).array();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; c = next()) {
      line.append(c == '\r' ? "" : String.valueOf((char) c));
    }
    return line.toString();
  }

  private int next() throws IOException {
    return socket.getInputStream().read();
  }
}
