package dev.thaw.protocol.codec;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A frame's header and payload while they are read. Every length is compared with the bytes that
 * are left before anything is allocated for it. What does not fit is an {@link
 * IllegalArgumentException}; a header that ends early is one of Kryo's exceptions. Not thread-safe.
 */
final class HeaderInput extends Input {
  private static final char REPLACEMENT = '\ufffd';
  private static final int LEAST_FIGURE_BYTES = 1 + Double.BYTES;

  private final ByteBuffer payload;

  HeaderInput(byte[] bytes, int offset, int count, ByteBuffer payload) {
    super(bytes, offset, count);
    this.payload = payload;
  }

  /** A number of things of which each takes at least {@code leastBytes} of the header. */
  int takeCount(String what, int max, int leastBytes) {
    int count = readVarInt(true);
    if (count < 0 || count > max || (long) count * leastBytes > left()) {
      throw new IllegalArgumentException(count + " of " + what + " in " + left() + " bytes");
    }
    return count;
  }

  String takeText(int maxBytes) {
    int length = takeCount("text", maxBytes, 1);
    String text = new String(getBuffer(), position(), length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(ByteBuffer.wrap(getBuffer(), position(), length));
    }
    setPosition(position() + length);
    return text;
  }

  /** Tells the replacement character from what it replaces. */
  private static void requireUtf8(ByteBuffer bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("text is not UTF-8", e);
    }
  }

  Optional<String> takeOptionalText(int maxBytes) {
    return takeFlag() ? Optional.of(takeText(maxBytes)) : Optional.empty();
  }

  Digest takeDigest() {
    return Digest.fromBytes(take(Digest.BYTES));
  }

  Optional<Digest> takeOptionalDigest() {
    return takeFlag() ? Optional.of(takeDigest()) : Optional.empty();
  }

  SampleId takeSample() {
    return SampleId.fromBytes(take(SampleId.BYTES));
  }

  Instant takeTime() {
    return Instant.ofEpochMilli(readVarLong(true));
  }

  /** Figures by name; a name may occur once. */
  Map<String, Double> takeFigures(int max) {
    int count = takeCount("figures", max, LEAST_FIGURE_BYTES);
    Map<String, Double> figures = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String name = takeText(64);
      if (figures.put(name, readDouble()) != null) {
        throw new IllegalArgumentException("figure " + name + " occurs twice");
      }
    }
    return figures;
  }

  float[] takeFloats(int count) {
    if ((long) count * Float.BYTES > left()) {
      throw new IllegalArgumentException(count + " floats in " + left() + " bytes");
    }
    return readFloats(count);
  }

  /** The next {@code bytes} of the payload, as a view. */
  ByteBuffer takePayload(int bytes) {
    if (bytes < 0 || bytes > payload.remaining()) {
      throw new IllegalArgumentException(
          bytes + " bytes of payload where " + payload.remaining() + " are left");
    }
    ByteBuffer view = payload.slice(payload.position(), bytes);
    payload.position(payload.position() + bytes);
    return view;
  }

  /** The payload that is left, as a view. */
  ByteBuffer takePayload() {
    return takePayload(payload.remaining());
  }

  void requireEnd() {
    if (left() > 0 || payload.hasRemaining()) {
      throw new IllegalArgumentException(
          left() + " bytes of header and " + payload.remaining() + " of payload too many");
    }
  }

  private boolean takeFlag() {
    int flag = readByte();
    if (flag != 0 && flag != 1) {
      throw new IllegalArgumentException("not a flag: " + flag);
    }
    return flag == 1;
  }

  byte[] take(int count) {
    if (count > left()) {
      throw new IllegalArgumentException(count + " bytes where " + left() + " are left");
    }
    return readBytes(count);
  }

  private int left() {
    return limit() - position();
  }
}
