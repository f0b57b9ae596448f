package dev.thaw.cache;

import java.util.Map;

/**
 * The counters of an {@link ActivationCache} since it was opened, and its size now. Immutable.
 *
 * @param evictions activations evicted or refused, by reason
 * @param samples samples that have at least one activation or a pending annotation
 * @param activations activations kept
 * @param bytes what the activations cost against the disk limit
 * @param pinnedBytes the part of {@code bytes} that waits for an acknowledgement
 * @param outboxLength pending annotations
 */
public record CacheStats(
    long hits,
    long misses,
    long puts,
    Map<EvictionReason, Long> evictions,
    long samples,
    long activations,
    long bytes,
    long pinnedBytes,
    long outboxLength) {
  public CacheStats {
    evictions = Map.copyOf(evictions);
  }

  /** Activations evicted or refused for {@code reason}. */
  public long evicted(EvictionReason reason) {
    return evictions.getOrDefault(reason, 0L);
  }

  /** The share of look-ups that were hits; 0 before the first. */
  public double hitRate() {
    return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
  }
}
