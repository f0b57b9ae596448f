package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index in memory and the rows of the store the same. Thread-safe: one lock guards the
 * index and orders the changes.
 *
 * <p>A change that fails leaves the store as it was; the index, half changed by then, is thrown
 * away and read from the store again before it is next used. That costs as much as opening, so
 * nothing is begun while the disk is known to refuse it.
 */
final class Ledger {
  private final RowStore store;
  private final CacheLimits limits;
  private final Counters counters;
  private final FrequencySketch frequencies;
  private final Object lock = new Object();
  private @Nullable SampleIndex index;
  private Map<String, Map<Digest, PrefixRule>> rules = Map.of();
  private long lastSequence;

  Ledger(RowStore store, CacheLimits limits, Counters counters) {
    this.store = store;
    this.limits = limits;
    this.counters = counters;
    this.frequencies = new FrequencySketch(SampleIndex.samplesIn(limits.indexBytes()));
  }

  /** Carries out one change in the index and in the store, or in neither. */
  <T> T change(Function<Step, T> decision) {
    synchronized (lock) {
      store.requireWritable();
      SampleIndex rows = current();
      index = null;
      T result = commit(rows, decision);
      index = rows;
      return result;
    }
  }

  /** Says what is valid from now on; takes nothing from the disk, and does not need it. */
  void setRules(String task, Map<Digest, PrefixRule> newRules) {
    synchronized (lock) {
      PrefixRules changed = new PrefixRules(rules);
      changed.set(task, newRules);
      rules = changed.all();
      if (index != null) {
        index.setRules(task, newRules);
      }
    }
  }

  /** Asks the index; the question may note uses but changes nothing that is stored. */
  <T> T look(Function<SampleIndex, T> question) {
    synchronized (lock) {
      return question.apply(current());
    }
  }

  private <T> T commit(SampleIndex rows, Function<Step, T> decision) {
    Step step = new Step(rows, store.change(), counters, lastSequence);
    T result = decision.apply(step);
    lastSequence = step.lastSequence();
    step.commit();
    rules = rows.rules().all();
    return result;
  }

  private SampleIndex current() {
    if (index == null) {
      index = read();
    }
    return index;
  }

  private SampleIndex read() {
    SampleIndex rows =
        new SampleIndex(
            limits.activationBytes(), limits.indexBytes(), frequencies, new PrefixRules(rules));
    IndexLoader loader = new IndexLoader();
    lastSequence = Math.max(lastSequence, store.load(loader));
    loader.fill(rows);
    counters.evicted(EvictionReason.CORRUPT, loader.damagedRows());
    return commit(
        rows,
        step -> {
          loader.leftovers().forEach(step::forget);
          step.makeRoom();
          return rows;
        });
  }
}
