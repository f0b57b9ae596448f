package dev.thaw.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * The stored form of an annotation, little-endian: {@code version u8 (1) | sequence i64 | when i64
 * (milliseconds since 1970) | label i32 | acknowledged u8}.
 */
final class AnnotationRow {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + Long.BYTES + Long.BYTES + Integer.BYTES + 1;

  private AnnotationRow() {}

  static byte[] encode(Annotation annotation) {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(VERSION)
        .putLong(annotation.sequence())
        .putLong(annotation.when().toEpochMilli())
        .putInt(annotation.label())
        .put((byte) (annotation.acknowledged() ? 1 : 0))
        .array();
  }

  /** The annotation, or empty if the bytes are not one. */
  static Optional<Annotation> decode(byte[] row) {
    if (row.length != BYTES || row[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(row, 1, BYTES - 1).order(ByteOrder.LITTLE_ENDIAN);
    long sequence = in.getLong();
    Instant when = Instant.ofEpochMilli(in.getLong());
    return Optional.of(new Annotation(in.getInt(), when, sequence, in.get() != 0));
  }
}
