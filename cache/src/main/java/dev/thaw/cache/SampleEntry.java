package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one sample without reading the disk. Not thread-safe; changed by {@link
 * SampleIndex} alone.
 */
final class SampleEntry {
  /** Bytes that an annotation costs: its row, and room for its replacement. */
  static final int ANNOTATION_BYTES = 256;

  /**
   * One activation.
   *
   * @param rule the rule of its prefix, if it has one
   */
  record Row(Digest prefix, int cut, int bytes, Instant createdAt, @Nullable PrefixRule rule) {
    /** A row whose prefix has no rule yet. */
    Row(Digest prefix, int cut, int bytes, Instant createdAt) {
      this(prefix, cut, bytes, createdAt, null);
    }

    Row under(@Nullable PrefixRule newRule) {
      return new Row(prefix, cut, bytes, createdAt, newRule);
    }

    /** Whether the activations of its prefix have a bound of their own. */
    boolean isBounded() {
      return rule != null && rule.maxBytes() < Long.MAX_VALUE;
    }
  }

  private final SampleKey key;
  private final List<Row> rows = new ArrayList<>(2);
  private @Nullable Annotation annotation;
  private boolean inWindow;
  private int reads;
  private long lastUse;

  SampleEntry(SampleKey key) {
    this.key = key;
  }

  /** The entry of a new sample. */
  static SampleEntry inWindow(SampleKey key) {
    SampleEntry entry = new SampleEntry(key);
    entry.inWindow = true;
    return entry;
  }

  SampleKey key() {
    return key;
  }

  /** A view of its activations. */
  List<Row> rows() {
    return Collections.unmodifiableList(rows);
  }

  int rowCount() {
    return rows.size();
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
    return annotation != null && !annotation.isAcknowledged();
  }

  /** Whether nothing needs it any more. */
  boolean isGone() {
    return rows.isEmpty() && !isPinned();
  }

  boolean hasRows() {
    return !rows.isEmpty();
  }

  /** Whether it is new, and nobody annotated it. */
  boolean isInWindow() {
    return inWindow;
  }

  /** When it was used last, as a number that grows with each use of any sample. */
  long lastUse() {
    return lastUse;
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

  void usedAs(long use) {
    lastUse = use;
  }

  void leaveWindow() {
    inWindow = false;
  }

  void setRules(Map<Digest, PrefixRule> rules) {
    rows.replaceAll(row -> row.under(rules.get(row.prefix())));
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
