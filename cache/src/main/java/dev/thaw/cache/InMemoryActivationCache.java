package dev.thaw.cache;

/**
 * Activations, annotations and outbox on the heap, gone when the process ends: for tests, and for
 * devices that may not store anything. The limit on disk bounds the heap instead. Thread-safe.
 */
public final class InMemoryActivationCache extends IndexedActivationCache {
  /** An empty cache. */
  public InMemoryActivationCache(CacheLimits limits) {
    super(new HeapRows(), limits);
  }
}
