package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which samples are kept, and which of their activations go when room is needed. Not thread-safe;
 * guarded by its cache.
 *
 * <p>New samples enter a window and stay there while others follow, so that a person has time to
 * annotate what was just predicted. Of all samples outside of it the activation goes that costs
 * least to get back (see {@link RecomputeCost}). Where that is equal, a sample that leaves the
 * window must be used more often than the one it would displace, or it is the one to lose its
 * activation (W-TinyLFU, see {@link FrequencySketch}). Pinned samples lose nothing.
 */
final class SampleIndex {
  private static final int WINDOW_SHARE = 4;
  private static final long SAMPLE_MEMORY_BYTES = 400;
  private static final long ROW_MEMORY_BYTES = 80;

  private final long maxBytes;
  private final long maxMemoryBytes;
  private final FrequencySketch frequencies;
  private final PrefixRules rules;
  private final BoundedGenerations bounded;
  private final Map<SampleKey, SampleEntry> entries = new HashMap<>();
  private final TreeMap<Long, SampleEntry> pending = new TreeMap<>();
  private final EvictionOrder window;
  private final EvictionOrder main;
  private final EvictionOrder pinned;
  private long rows;
  private long uses;

  SampleIndex(long maxBytes, long maxMemoryBytes, FrequencySketch frequencies, PrefixRules rules) {
    this.maxBytes = maxBytes;
    this.maxMemoryBytes = maxMemoryBytes;
    this.frequencies = frequencies;
    this.rules = rules;
    this.bounded = new BoundedGenerations(rules);
    this.window = new EvictionOrder(entry -> 0, SampleEntry::bytes);
    this.main = new EvictionOrder(RecomputeCost::perByte, SampleEntry::bytes);
    this.pinned = new EvictionOrder(entry -> 0, SampleEntry::bytes);
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
    SampleEntry known = entries.get(key);
    SampleEntry entry = known == null ? SampleEntry.inWindow(key) : known;
    if (known == null) {
      entries.put(key, entry);
    } else {
      unlist(entry);
    }
    entry.put(row.under(rules.find(key.task(), row.prefix())));
    noteUse(entry);
    list(entry);
    return entry;
  }

  /** Adds what was found on the disk: neither new nor used. */
  void restore(SampleKey key, @Nullable Annotation annotation, List<SampleEntry.Row> found) {
    SampleEntry entry = new SampleEntry(key);
    found.forEach(entry::put);
    entry.setRules(rules.of(key.task()));
    entry.annotate(annotation);
    entry.usedAs(++uses);
    if (!entry.isGone()) {
      entries.put(key, entry);
      list(entry);
    }
  }

  void use(SampleEntry entry) {
    change(
        entry,
        () -> {
          entry.countRead();
          noteUse(entry);
        });
  }

  void removeRow(SampleEntry entry, Digest prefix) {
    change(entry, () -> entry.remove(prefix));
  }

  /** Sets or, with null, removes the annotation; the sample goes if nothing is left of it. */
  void annotate(SampleEntry entry, @Nullable Annotation annotation) {
    change(
        entry,
        () -> {
          entry.annotate(annotation);
          entry.leaveWindow();
          entry.usedAs(++uses);
        });
  }

  void remove(SampleEntry entry) {
    unlist(entry);
    entries.remove(entry.key());
  }

  PrefixRules rules() {
    return rules;
  }

  /** Sets the rules of a task, which the place of its samples depends on. */
  void setRules(String task, Map<Digest, PrefixRule> newRules) {
    if (newRules.equals(rules.of(task))) {
      return;
    }
    rules.set(task, newRules);
    for (SampleEntry entry : entries.values()) {
      if (entry.key().task().equals(task)) {
        change(entry, () -> entry.setRules(newRules));
      }
    }
  }

  /** See {@link ActivationCache#starts}. */
  int[][] starts(String task, List<Digest> prefixes) {
    int[][] counts = new int[prefixes.size()][prefixes.size()];
    for (SampleEntry entry : entries.values()) {
      if (entry.annotation() != null && entry.key().task().equals(task)) {
        countStarts(entry, prefixes, counts);
      }
    }
    return counts;
  }

  private static void countStarts(SampleEntry entry, List<Digest> prefixes, int[][] counts) {
    int start = -1;
    for (int cut = 0; cut < counts.length; cut++) {
      start = entry.row(prefixes.get(cut)) == null ? start : cut;
      if (start >= 0) {
        counts[cut][start]++;
      }
    }
  }

  /**
   * Evicts activations until the rest fits, those of the sample put last at the very end.
   *
   * @return what was evicted
   */
  List<Evicted> makeRoom() {
    List<Evicted> evicted = new ArrayList<>();
    for (Evicted next = bounded.next(); next != null; next = bounded.next()) {
      evict(next, evicted);
    }
    while (window.bytes() > maxBytes / WINDOW_SHARE && window.size() > 1) {
      leaveWindow(Objects.requireNonNull(window.first()), evicted);
    }
    for (SampleEntry next = next(); isOverfull() && next != null; next = next()) {
      evictFrom(next, evicted);
    }
    return evicted;
  }

  /** Whether more is kept than may be; after {@link #makeRoom} only if all of it is pinned. */
  boolean isOverfull() {
    return bytes() > maxBytes || memoryBytes() > maxMemoryBytes;
  }

  /** As {@link #isOverfull()}, or the activations of this prefix are beyond their bound. */
  boolean isOverfull(String task, Digest prefix) {
    return isOverfull() || bounded.isOverfull(task, prefix);
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

  private void leaveWindow(SampleEntry candidate, List<Evicted> evicted) {
    change(
        candidate,
        () -> {
          candidate.leaveWindow();
          candidate.usedAs(++uses);
        });
    while (isOverfull() && candidate.hasRows()) {
      evictFrom(loser(candidate, Objects.requireNonNull(main.first())), evicted);
    }
  }

  private SampleEntry loser(SampleEntry candidate, SampleEntry victim) {
    boolean equal = RecomputeCost.perByte(candidate) == RecomputeCost.perByte(victim);
    return equal && frequencies.frequency(candidate.key()) <= frequencies.frequency(victim.key())
        ? candidate
        : victim;
  }

  private @Nullable SampleEntry next() {
    SampleEntry first = main.first();
    return first == null ? window.first() : first;
  }

  private void evictFrom(SampleEntry entry, List<Evicted> evicted) {
    evict(new Evicted(entry, Objects.requireNonNull(RecomputeCost.cheapest(entry))), evicted);
  }

  private void evict(Evicted next, List<Evicted> evicted) {
    removeRow(next.entry(), next.row().prefix());
    evicted.add(next);
  }

  private void noteUse(SampleEntry entry) {
    frequencies.use(entry.key());
    entry.usedAs(++uses);
  }

  /** Changes {@code entry} while it is not listed; it goes if nothing is left of it. */
  private void change(SampleEntry entry, Runnable change) {
    unlist(entry);
    change.run();
    if (entry.isGone()) {
      entries.remove(entry.key());
    } else {
      list(entry);
    }
  }

  private void list(SampleEntry entry) {
    orderOf(entry).add(entry);
    bounded.add(entry);
    rows += entry.rowCount();
    Annotation annotation = entry.annotation();
    if (annotation != null && entry.isPinned()) {
      pending.put(annotation.sequence(), entry);
    }
  }

  private void unlist(SampleEntry entry) {
    orderOf(entry).remove(entry);
    bounded.remove(entry);
    rows -= entry.rowCount();
    Annotation annotation = entry.annotation();
    if (annotation != null) {
      pending.remove(annotation.sequence());
    }
  }

  private EvictionOrder orderOf(SampleEntry entry) {
    if (entry.isPinned()) {
      return pinned;
    }
    return entry.isInWindow() ? window : main;
  }
}
