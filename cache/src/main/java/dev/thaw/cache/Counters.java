package dev.thaw.cache;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What an activation cache counts. Thread-safe. */
final class Counters {
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder puts = new LongAdder();
  private final Map<EvictionReason, LongAdder> evictions = new EnumMap<>(EvictionReason.class);

  Counters() {
    for (EvictionReason reason : EvictionReason.values()) {
      evictions.put(reason, new LongAdder());
    }
  }

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }

  void put() {
    puts.increment();
  }

  void evicted(EvictionReason reason, int activations) {
    Objects.requireNonNull(evictions.get(reason)).add(activations);
  }

  CacheStats with(SampleIndex index) {
    Map<EvictionReason, Long> evicted = new EnumMap<>(EvictionReason.class);
    evictions.forEach((reason, count) -> evicted.put(reason, count.sum()));
    return new CacheStats(
        hits.sum(),
        misses.sum(),
        puts.sum(),
        evicted,
        index.samples(),
        index.rows(),
        index.bytes(),
        index.pinnedBytes(),
        index.pendingCount());
  }
}
