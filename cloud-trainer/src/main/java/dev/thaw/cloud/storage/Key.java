package dev.thaw.cloud.storage;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Builds a database key from its parts, so that keys sort by part. Texts end with a zero byte,
 * which no name contains; numbers are big-endian. Not thread-safe; made, filled and dropped in one
 * expression.
 */
public final class Key {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

  private Key() {}

  /** A key that begins with {@code text}. */
  public static Key of(String text) {
    return new Key().text(text);
  }

  /** Appends a text and its end. */
  public Key text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    return this;
  }

  /** Appends a number of 16 bits. */
  public Key number(int value) {
    bytes.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
    return this;
  }

  /** Appends a number of 64 bits, not negative. */
  public Key number(long value) {
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  /** Appends a digest. */
  public Key digest(Digest digest) {
    bytes.writeBytes(digest.bytes());
    return this;
  }

  /** Appends a sample id. */
  public Key sample(SampleId sample) {
    bytes.writeBytes(sample.bytes());
    return this;
  }

  /** The key's bytes so far. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
