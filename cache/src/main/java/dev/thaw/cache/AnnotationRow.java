package dev.thaw.cache;

import dev.thaw.cache.Annotation.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * The stored form of an annotation, little-endian: {@code version u8 (2) | sequence i64 | when i64
 * (milliseconds since 1970) | label i32 | state u8 (0 pending, 1 acknowledged, 2 again)}. Version 1
 * is the same without the state 2.
 */
final class AnnotationRow {
  private static final byte VERSION = 2;
  private static final byte VERSION_WITHOUT_AGAIN = 1;
  private static final int BYTES = 1 + Long.BYTES + Long.BYTES + Integer.BYTES + 1;

  private AnnotationRow() {}

  static byte[] encode(Annotation annotation) {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(VERSION)
        .putLong(annotation.sequence())
        .putLong(annotation.when().toEpochMilli())
        .putInt(annotation.label())
        .put(code(annotation.state()))
        .array();
  }

  /** The annotation, or empty if the bytes are not one. */
  static Optional<Annotation> decode(byte[] row) {
    if (row.length != BYTES || row[0] < VERSION_WITHOUT_AGAIN || row[0] > VERSION) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(row, 1, BYTES - 1).order(ByteOrder.LITTLE_ENDIAN);
    long sequence = in.getLong();
    Instant when = Instant.ofEpochMilli(in.getLong());
    int label = in.getInt();
    return state(row[0], in.get()).map(state -> new Annotation(label, when, sequence, state));
  }

  private static byte code(State state) {
    return switch (state) {
      case PENDING -> 0;
      case ACKNOWLEDGED -> 1;
      case AGAIN -> 2;
    };
  }

  private static Optional<State> state(byte version, byte code) {
    return switch (code) {
      case 0 -> Optional.of(State.PENDING);
      case 1 -> Optional.of(State.ACKNOWLEDGED);
      case 2 -> Optional.of(State.AGAIN).filter(state -> version == VERSION);
      default -> Optional.empty();
    };
  }
}
