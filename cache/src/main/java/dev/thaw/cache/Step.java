package dev.thaw.cache;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.util.List;
import java.util.Optional;

/**
 * One change of a cache: decided on the index, recorded for the store. Not thread-safe; confined to
 * the {@link Ledger} that made it.
 */
final class Step {
  private final SampleIndex index;
  private final RowStore.Change change;
  private final Counters counters;
  private long lastSequence;

  Step(SampleIndex index, RowStore.Change change, Counters counters, long lastSequence) {
    this.index = index;
    this.change = change;
    this.counters = counters;
    this.lastSequence = lastSequence;
  }

  SampleIndex index() {
    return index;
  }

  long lastSequence() {
    return lastSequence;
  }

  void commit() {
    change.commit();
  }

  /** Adds an activation; false if there is no room for it. */
  boolean put(Activation activation) {
    Digest prefix = activation.prefix();
    SampleKey key = RowKey.sampleOf(activation);
    boolean mustStay = isPinned(key, prefix);
    int bytes = change.put(activation);
    SampleEntry.Row row =
        new SampleEntry.Row(prefix, activation.cut(), bytes, activation.createdAt());
    SampleEntry entry = index.put(key, row);
    makeRoom();
    if (entry.row(prefix) != null && !mustStay && index.isOverfull(key.task(), prefix)) {
      evictRow(entry, prefix, EvictionReason.CAPACITY);
    }
    return entry.row(prefix) != null;
  }

  /** Evicts activations until the rest fits; returns how many. */
  int makeRoom() {
    List<Evicted> evicted = index.makeRoom();
    for (Evicted each : evicted) {
      change.delete(new RowKey(each.entry().key(), each.row().prefix()));
      noteEvicted(each.entry(), EvictionReason.CAPACITY);
    }
    return evicted.size();
  }

  /** Evicts a sample with all its activations; returns how many there were. */
  int evict(SampleEntry entry, EvictionReason reason) {
    index.remove(entry);
    return deleteAll(entry, reason);
  }

  /** Evicts one activation. */
  void evictRow(SampleEntry entry, Digest prefix, EvictionReason reason) {
    change.delete(new RowKey(entry.key(), prefix));
    dropRow(entry, prefix, reason);
  }

  /** As {@link #evictRow}, for one that goes with its whole generation. */
  void dropRow(SampleEntry entry, Digest prefix, EvictionReason reason) {
    index.removeRow(entry, prefix);
    noteEvicted(entry, reason);
  }

  private void noteEvicted(SampleEntry entry, EvictionReason reason) {
    counters.evicted(reason, 1);
    if (entry.isGone() && entry.annotation() != null) {
      change.forget(entry.key());
    }
  }

  void deleteGeneration(String task, Digest prefix) {
    change.deleteGeneration(task, prefix);
  }

  /** Appends the sample to the outbox. */
  void enqueue(SampleEntry entry, Annotation annotation) {
    Annotation pending = annotation.asPending(++lastSequence);
    index.annotate(entry, pending);
    change.annotate(entry.key(), pending);
  }

  /** Takes the pending annotation out of the outbox; the sample stays annotated. */
  void acknowledge(SampleEntry entry, Annotation annotation) {
    index.annotate(entry, annotation.asAcknowledged());
    if (entry.hasRows()) {
      change.annotate(entry.key(), annotation.asAcknowledged());
    } else {
      change.forget(entry.key());
    }
  }

  /** Takes the annotation away. */
  void forget(SampleEntry entry) {
    index.annotate(entry, null);
    change.forget(entry.key());
  }

  /** Removes an annotation that belongs to nothing. */
  void forget(SampleKey key) {
    change.forget(key);
  }

  /** The pending sample at {@code sequence}. */
  Optional<SampleEntry> pending(long sequence) {
    return Optional.ofNullable(index.pending(sequence));
  }

  /** Whether there is such an activation already, of a sample that waits for its upload. */
  private boolean isPinned(SampleKey key, Digest prefix) {
    SampleEntry entry = index.find(key);
    return entry != null && entry.isPinned() && entry.row(prefix) != null;
  }

  private int deleteAll(SampleEntry entry, EvictionReason reason) {
    for (SampleEntry.Row row : entry.rows()) {
      change.delete(new RowKey(entry.key(), row.prefix()));
    }
    if (entry.annotation() != null) {
      change.forget(entry.key());
    }
    counters.evicted(reason, entry.rows().size());
    return entry.rows().size();
  }
}
