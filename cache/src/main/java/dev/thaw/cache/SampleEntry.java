package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one sample without reading the disk. Not thread-safe; changed by {@link
 * SampleIndex} alone.
 */
final class SampleEntry {
  /** Bytes that an annotation costs: its row, and room for its replacement. */
  static final int ANNOTATION_BYTES = 256;

  /** One activation. */
  record Row(Digest prefix, int bytes, Instant createdAt) {}

  private final SampleKey key;
  private final List<Row> rows = new ArrayList<>(2);
  private @Nullable Annotation annotation;
  private int reads;

  SampleEntry(SampleKey key) {
    this.key = key;
  }

  SampleKey key() {
    return key;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  @Nullable Row row(Digest prefix) {
    for (Row row : rows) {
      if (row.prefix().equals(prefix)) {
        return row;
      }
    }
    return null;
  }

  @Nullable Annotation annotation() {
    return annotation;
  }

  /** Whether it is annotated and not yet acknowledged. */
  boolean isPinned() {
    return annotation != null && !annotation.acknowledged();
  }

  /** Whether nothing needs it any more. */
  boolean isGone() {
    return rows.isEmpty() && !isPinned();
  }

  boolean hasRows() {
    return !rows.isEmpty();
  }

  int reads() {
    return reads;
  }

  long bytes() {
    long sum = annotation == null ? 0 : ANNOTATION_BYTES;
    for (Row row : rows) {
      sum += row.bytes();
    }
    return sum;
  }

  void countRead() {
    reads++;
  }

  void put(Row row) {
    remove(row.prefix());
    rows.add(row);
  }

  void remove(Digest prefix) {
    rows.removeIf(row -> row.prefix().equals(prefix));
  }

  void annotate(@Nullable Annotation newAnnotation) {
    annotation = newAnnotation;
  }
}
