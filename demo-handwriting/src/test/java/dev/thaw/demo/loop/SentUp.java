package dev.thaw.demo.loop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a device sent up on one connection, taken apart: HTTP heads and bodies, or after an upgrade
 * WebSocket frames (RFC 6455), unmasked and joined to messages. Not thread-safe.
 */
public final class SentUp {
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String LENGTH = "content-length: ";
  private static final FrameCodec CODEC = new FrameCodec(1 << 24);
  private static final int BINARY = 2;
  private static final int CONTROL = 8;

  private final List<byte[]> payloads = new ArrayList<>();
  private boolean webSocket;
  private boolean allMasked = true;

  /** Takes one connection apart. */
  public SentUp(byte[] connection) {
    ByteBuffer rest = ByteBuffer.wrap(connection);
    while (rest.hasRemaining() && !webSocket) {
      takeRequest(rest);
    }
    takeFrames(rest);
  }

  boolean isWebSocket() {
    return webSocket;
  }

  boolean allMasked() {
    return allMasked;
  }

  /** Heads, bodies and unmasked messages, as bytes. */
  public List<byte[]> payloads() {
    return payloads;
  }

  /** The batches among them. */
  public List<Message.FeatureBatch> batches() {
    List<Message.FeatureBatch> batches = new ArrayList<>();
    for (byte[] payload : payloads) {
      if (payload.length > 1 && payload[0] == 'T' && payload[1] == 'H') {
        if (CODEC.fromBytes(payload) instanceof Message.FeatureBatch batch) {
          batches.add(batch);
        }
      }
    }
    return batches;
  }

  private void takeRequest(ByteBuffer rest) {
    String all = new String(rest.array(), rest.position(), rest.remaining(), ISO_8859_1);
    int end = all.indexOf(END_OF_HEAD) + END_OF_HEAD.length();
    String head = all.substring(0, end).toLowerCase(Locale.ROOT);
    take(rest, end);
    int length = head.indexOf(LENGTH);
    if (length >= 0) {
      int from = length + LENGTH.length();
      take(rest, Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)).trim()));
    }
    webSocket = head.contains("upgrade: websocket");
  }

  private void take(ByteBuffer rest, int length) {
    byte[] taken = new byte[length];
    rest.get(taken);
    payloads.add(taken);
  }

  private void takeFrames(ByteBuffer rest) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (rest.hasRemaining()) {
      int first = rest.get();
      byte[] payload = takePayload(rest);
      int opcode = first & 0xf;
      if (opcode >= CONTROL) {
        payloads.add(payload);
      } else {
        if (opcode != 0 && opcode != BINARY) {
          throw new AssertionError("a frame with opcode " + opcode);
        }
        message.writeBytes(payload);
        if ((first & 0x80) != 0) {
          payloads.add(message.toByteArray());
          message.reset();
        }
      }
    }
  }

  private byte[] takePayload(ByteBuffer rest) {
    int second = rest.get();
    int length = second & 0x7f;
    if (length == 126) {
      length = rest.getShort() & 0xffff;
    } else if (length == 127) {
      length = Math.toIntExact(rest.getLong());
    }
    boolean masked = (second & 0x80) != 0;
    allMasked &= masked;
    byte[] mask = new byte[4];
    if (masked) {
      rest.get(mask);
    }
    byte[] payload = new byte[length];
    rest.get(payload);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }
}
