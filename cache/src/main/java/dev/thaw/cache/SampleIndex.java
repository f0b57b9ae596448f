package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which samples are kept, and which go when room is needed. Not thread-safe; guarded by its cache.
 *
 * <p>New samples enter a window and stay there while others follow, so that a person has time to
 * annotate what was just predicted. A sample that leaves the window must be used more often than
 * the one it would displace, or it goes itself (W-TinyLFU, see {@link FrequencySketch}). Pinned
 * samples are in neither list.
 */
final class SampleIndex {
  private static final int WINDOW_SHARE = 4;
  private static final long SAMPLE_MEMORY_BYTES = 400;
  private static final long ROW_MEMORY_BYTES = 80;

  private final long maxBytes;
  private final long maxMemoryBytes;
  private final FrequencySketch frequencies;
  private final Map<SampleKey, SampleEntry> entries = new HashMap<>();
  private final TreeMap<Long, SampleEntry> pending = new TreeMap<>();
  private final Recency window = new Recency();
  private final Recency main = new Recency();
  private final Recency pinned = new Recency();
  private long rows;

  SampleIndex(long maxBytes, long maxMemoryBytes, FrequencySketch frequencies) {
    this.maxBytes = maxBytes;
    this.maxMemoryBytes = maxMemoryBytes;
    this.frequencies = frequencies;
  }

  /** How many samples an index of {@code memoryBytes} can hold. */
  static int samplesIn(long memoryBytes) {
    return (int) Math.min(1 << 20, memoryBytes / (SAMPLE_MEMORY_BYTES + ROW_MEMORY_BYTES));
  }

  @Nullable SampleEntry find(SampleKey key) {
    return entries.get(key);
  }

  Collection<SampleEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** The pending samples after {@code sequence}, in upload order. */
  SortedMap<Long, SampleEntry> pendingAfter(long sequence) {
    return pending.tailMap(sequence, false);
  }

  @Nullable SampleEntry pending(long sequence) {
    return pending.get(sequence);
  }

  int pendingCount() {
    return pending.size();
  }

  /** Adds or replaces an activation of a sample that was just used. */
  SampleEntry put(SampleKey key, SampleEntry.Row row) {
    SampleEntry entry = entries.computeIfAbsent(key, this::enter);
    frequencies.use(key);
    resize(entry, e -> e.put(row));
    listOf(entry).touch(entry);
    return entry;
  }

  /** Adds what was found on the disk: neither new nor used. */
  void restore(SampleKey key, @Nullable Annotation annotation, List<SampleEntry.Row> found) {
    SampleEntry entry = new SampleEntry(key);
    found.forEach(entry::put);
    entry.annotate(annotation);
    if (entry.isGone()) {
      return;
    }
    entries.put(key, entry);
    rows += found.size();
    if (entry.isPinned() && annotation != null) {
      pending.put(annotation.sequence(), entry);
      pinned.add(entry);
    } else {
      main.add(entry);
    }
  }

  void use(SampleEntry entry) {
    frequencies.use(entry.key());
    entry.countRead();
    listOf(entry).touch(entry);
  }

  void removeRow(SampleEntry entry, Digest prefix) {
    resize(entry, e -> e.remove(prefix));
    if (entry.isGone()) {
      remove(entry);
    }
  }

  /** Sets or, with null, removes the annotation; the sample goes if nothing is left of it. */
  void annotate(SampleEntry entry, @Nullable Annotation annotation) {
    unlist(entry);
    entry.annotate(annotation);
    if (annotation != null && entry.isPinned()) {
      pending.put(annotation.sequence(), entry);
      pinned.add(entry);
    } else if (entry.isGone()) {
      entries.remove(entry.key());
    } else {
      main.add(entry);
    }
  }

  void remove(SampleEntry entry) {
    unlist(entry);
    entries.remove(entry.key());
    rows -= entry.rows().size();
  }

  /**
   * Removes samples until the rest fits, the least useful first, the one put last at the very end.
   *
   * @return what was removed
   */
  List<SampleEntry> makeRoom() {
    List<SampleEntry> removed = new ArrayList<>();
    while (window.bytes() > maxBytes / WINDOW_SHARE && window.size() > 1) {
      leaveWindow(removed);
    }
    for (SampleEntry next = next(); isOverfull() && next != null; next = next()) {
      evict(next, removed);
    }
    return removed;
  }

  /** Whether more is kept than may be; after {@link #makeRoom} only if all of it is pinned. */
  boolean isOverfull() {
    return bytes() > maxBytes || memoryBytes() > maxMemoryBytes;
  }

  long bytes() {
    return window.bytes() + main.bytes() + pinned.bytes();
  }

  long pinnedBytes() {
    return pinned.bytes();
  }

  int samples() {
    return entries.size();
  }

  long rows() {
    return rows;
  }

  private long memoryBytes() {
    return entries.size() * SAMPLE_MEMORY_BYTES + rows * ROW_MEMORY_BYTES;
  }

  private SampleEntry enter(SampleKey key) {
    SampleEntry entry = new SampleEntry(key);
    window.add(entry);
    return entry;
  }

  private void leaveWindow(List<SampleEntry> removed) {
    SampleEntry candidate = window.eldest();
    if (candidate == null) {
      return;
    }
    window.remove(candidate);
    SampleEntry victim = main.eldest();
    main.add(candidate);
    while (isOverfull() && victim != null) {
      if (frequencies.frequency(candidate.key()) <= frequencies.frequency(victim.key())) {
        evict(candidate, removed);
        return;
      }
      evict(victim, removed);
      victim = main.eldest();
    }
  }

  private @Nullable SampleEntry next() {
    SampleEntry eldest = main.eldest();
    return eldest == null ? window.eldest() : eldest;
  }

  private void evict(SampleEntry entry, List<SampleEntry> removed) {
    remove(entry);
    removed.add(entry);
  }

  private void resize(SampleEntry entry, Consumer<SampleEntry> change) {
    long before = entry.bytes();
    int rowsBefore = entry.rows().size();
    change.accept(entry);
    rows += entry.rows().size() - rowsBefore;
    listOf(entry).resized(entry.bytes() - before);
  }

  private Recency listOf(SampleEntry entry) {
    if (entry.isPinned()) {
      return pinned;
    }
    return window.contains(entry) ? window : main;
  }

  private void unlist(SampleEntry entry) {
    listOf(entry).remove(entry);
    Annotation annotation = entry.annotation();
    if (annotation != null) {
      pending.remove(annotation.sequence());
    }
  }
}
