package dev.thaw.cloud.storage;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads what {@link RecordWriter} wrote, in the same order. Stored records are authoritative:
 * anything that does not read back is a {@link CloudException} {@code STORAGE}, never a guess. Not
 * thread-safe.
 */
public final class RecordReader {
  private final String what;
  private final ByteBuffer in;

  /**
   * Begins to read.
   *
   * @param what the record's kind, for the message
   */
  public RecordReader(String what, int version, byte[] bytes) {
    this.what = what;
    this.in = ByteBuffer.wrap(bytes);
    int found = remaining(1).get();
    if (found != version) {
      throw damaged("has version " + found + ", expected " + version, null);
    }
  }

  /** Reads 32 bits. */
  public int integer() {
    return remaining(Integer.BYTES).getInt();
  }

  /** Reads 64 bits. */
  public long number() {
    return remaining(Long.BYTES).getLong();
  }

  /** Reads a double. */
  public double real() {
    return Double.longBitsToDouble(number());
  }

  /** Reads a flag. */
  public boolean flag() {
    return remaining(1).get() != 0;
  }

  /** Reads a text. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Reads an array. */
  public byte[] bytes() {
    int length = integer();
    byte[] value = new byte[length < 0 ? 0 : Math.min(length, in.remaining())];
    remaining(length).get(value);
    return value;
  }

  /** Reads a digest. */
  public Digest digest() {
    byte[] raw = new byte[Digest.BYTES];
    remaining(raw.length).get(raw);
    return Digest.fromBytes(raw);
  }

  /** Reads a time. */
  public Instant time() {
    return Instant.ofEpochSecond(number(), integer());
  }

  /** Reads a value that may be absent. */
  public <T> Optional<T> optional(Function<RecordReader, T> field) {
    return flag() ? Optional.of(field.apply(this)) : Optional.empty();
  }

  /** Reads a collection. */
  public <T> List<T> all(Function<RecordReader, T> field) {
    int count = integer();
    List<T> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(field.apply(this));
    }
    return values;
  }

  /** Reads a map of figures. */
  public Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    int count = integer();
    for (int i = 0; i < count; i++) {
      figures.put(text(), real());
    }
    return figures;
  }

  private ByteBuffer remaining(int wanted) {
    if (wanted < 0 || in.remaining() < wanted) {
      throw damaged("ends early", new BufferUnderflowException());
    }
    return in;
  }

  private CloudException damaged(String how, @org.jspecify.annotations.Nullable Throwable cause) {
    String message = "stored " + what + " is damaged: " + how;
    return cause == null
        ? new CloudException(ErrorCode.STORAGE, message)
        : new CloudException(ErrorCode.STORAGE, message, cause);
  }
}
