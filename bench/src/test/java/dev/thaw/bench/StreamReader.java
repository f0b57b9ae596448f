package dev.thaw.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Divides one direction of a connection into payload and headers: HTTP/1.1 messages, and WebSocket
 * frames (RFC 6455) behind an upgrade. Stops at a message that has not wholly arrived. Not
 * thread-safe; used once.
 */
final class StreamReader {
  private static final int FIRST_CONTROL_OPCODE = 8;
  private static final int MASK_BYTES = 4;
  private static final String END = "\r\n";

  private final ByteBuffer in;
  private long payload;
  private long headers;

  StreamReader(byte[] captured) {
    this.in = ByteBuffer.wrap(captured);
  }

  Streams.Direction read() {
    boolean more = true;
    boolean upgraded = false;
    while (more && in.hasRemaining()) {
      int start = in.position();
      if (upgraded) {
        more = frame();
      } else {
        Optional<String> head = head();
        more = head.isPresent() && body(head.get());
        upgraded = more && head.get().contains("upgrade: websocket");
      }
      if (!more) {
        in.position(start);
      }
    }
    return new Streams.Direction(in.capacity(), payload, headers);
  }

  /** Lines up to the empty one, in lower case. */
  private Optional<String> head() {
    byte[] rest = new byte[in.remaining()];
    in.duplicate().get(rest);
    String text = new String(rest, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(END + END);
    if (end < 0) {
      return Optional.empty();
    }
    in.position(in.position() + end + 2 * END.length());
    return Optional.of(text.substring(0, end + END.length()).toLowerCase(Locale.ROOT));
  }

  private boolean body(String head) {
    if (head.contains("transfer-encoding: chunked")) {
      throw new AssertionError("a chunked body, which this does not read: " + head);
    }
    return take(head.length() + END.length(), length(head), true);
  }

  private static long length(String head) {
    String name = END + "content-length:";
    int at = head.indexOf(name);
    return at < 0
        ? 0
        : Long.parseLong(
            head.substring(at + name.length(), head.indexOf(END, at + name.length())).strip());
  }

  private boolean frame() {
    if (in.remaining() < 2) {
      return false;
    }
    int opcode = in.get() & 0x0f;
    int second = in.get() & 0xff;
    int sizeBytes =
        switch (second & 0x7f) {
          case 126 -> Short.BYTES;
          case 127 -> Long.BYTES;
          default -> 0;
        };
    int mask = (second & 0x80) == 0 ? 0 : MASK_BYTES;
    if (in.remaining() < sizeBytes + mask) {
      return false;
    }
    long size = second & 0x7f;
    if (sizeBytes > 0) {
      size = sizeBytes == Short.BYTES ? Short.toUnsignedLong(in.getShort()) : in.getLong();
    }
    in.position(in.position() + mask);
    return take(2 + sizeBytes + mask, size, opcode < FIRST_CONTROL_OPCODE);
  }

  /** Counts what has wholly arrived. */
  private boolean take(long head, long size, boolean isData) {
    if (in.remaining() < size) {
      return false;
    }
    in.position(in.position() + (int) size);
    headers += isData ? head : head + size;
    payload += isData ? size : 0;
    return true;
  }
}
