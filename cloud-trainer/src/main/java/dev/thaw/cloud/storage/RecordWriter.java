package dev.thaw.cloud.storage;

import dev.thaw.protocol.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes a stored record field by field: a version byte, then big-endian numbers; texts, byte
 * arrays and collections with their length in front. {@link RecordReader} reads it. Not
 * thread-safe.
 */
public final class RecordWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins a record of the given version of its format. */
  public RecordWriter(int version) {
    out.write(version);
  }

  /** Writes 32 bits. */
  public RecordWriter number(int value) {
    return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  /** Writes 64 bits. */
  public RecordWriter number(long value) {
    return raw(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  /** Writes a double exactly. */
  public RecordWriter number(double value) {
    return number(Double.doubleToRawLongBits(value));
  }

  /** Writes one byte, 0 or 1. */
  public RecordWriter flag(boolean value) {
    out.write(value ? 1 : 0);
    return this;
  }

  /** Writes a text as UTF-8. */
  public RecordWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an array with its length. */
  public RecordWriter bytes(byte[] value) {
    return number(value.length).raw(value);
  }

  /** Writes a digest. */
  public RecordWriter digest(Digest digest) {
    return raw(digest.bytes());
  }

  /** Writes a time exactly. */
  public RecordWriter time(Instant time) {
    return number(time.getEpochSecond()).number(time.getNano());
  }

  /** Writes whether there is a value, and the value. */
  public <T> RecordWriter optional(Optional<T> value, BiConsumer<RecordWriter, T> field) {
    flag(value.isPresent());
    value.ifPresent(present -> field.accept(this, present));
    return this;
  }

  /** Writes the number of values, and each. */
  public <T> RecordWriter all(Collection<T> values, BiConsumer<RecordWriter, T> field) {
    number(values.size());
    values.forEach(value -> field.accept(this, value));
    return this;
  }

  /** Writes a map of figures. */
  public RecordWriter figures(Map<String, Double> figures) {
    return all(figures.entrySet(), (w, e) -> w.text(e.getKey()).number((double) e.getValue()));
  }

  /** The record's bytes. */
  public byte[] toBytes() {
    return out.toByteArray();
  }

  private RecordWriter raw(byte[] value) {
    out.writeBytes(value);
    return this;
  }
}
