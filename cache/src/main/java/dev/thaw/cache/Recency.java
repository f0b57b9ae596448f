package dev.thaw.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Samples in the order of their last use, with the bytes they cost. Not thread-safe. */
final class Recency {
  private final Map<SampleKey, SampleEntry> entries = new LinkedHashMap<>();
  private long bytes;

  /** Adds {@code entry} as the one used last. */
  void add(SampleEntry entry) {
    entries.put(entry.key(), entry);
    bytes += entry.bytes();
  }

  /**
   * Removes {@code entry}, which must cost what it cost when it was added.
   *
   * @return whether it was here
   */
  boolean remove(SampleEntry entry) {
    boolean removed = entries.remove(entry.key()) != null;
    bytes -= removed ? entry.bytes() : 0;
    return removed;
  }

  /** Makes {@code entry} the one used last, if it is here. */
  void touch(SampleEntry entry) {
    if (entries.remove(entry.key()) != null) {
      entries.put(entry.key(), entry);
    }
  }

  boolean contains(SampleEntry entry) {
    return entries.containsKey(entry.key());
  }

  void resized(long delta) {
    bytes += delta;
  }

  @Nullable SampleEntry eldest() {
    Iterator<SampleEntry> iterator = entries.values().iterator();
    return iterator.hasNext() ? iterator.next() : null;
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }
}
