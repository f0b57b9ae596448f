package dev.thaw.cache.layers;

import dev.thaw.protocol.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Layers on the heap. Thread-safe. */
public final class InMemoryLayerStore implements LayerStore {
  private final Map<Digest, byte[]> layers = new ConcurrentHashMap<>();
  private final AtomicLong corrupt = new AtomicLong();

  @Override
  public void put(Digest digest, byte[] layer) {
    LayerChecks.requireDigest(digest, layer);
    layers.put(digest, layer.clone());
  }

  @Override
  public Optional<byte[]> get(Digest digest) {
    byte[] layer = layers.get(digest);
    if (layer != null && !Digest.of(layer).equals(digest)) {
      layers.remove(digest);
      corrupt.incrementAndGet();
      return Optional.empty();
    }
    return Optional.ofNullable(layer).map(byte[]::clone);
  }

  @Override
  public boolean contains(Digest digest) {
    return layers.containsKey(digest);
  }

  @Override
  public Set<Digest> digests() {
    return Set.copyOf(layers.keySet());
  }

  @Override
  public int retainOnly(Set<Digest> live) {
    int before = layers.size();
    layers.keySet().removeIf(digest -> !live.contains(digest));
    return before - layers.size();
  }

  @Override
  public long corruptLayers() {
    return corrupt.get();
  }

  /** Overwrites stored bytes without a check, for tests of damage. */
  void damage(Digest digest, byte[] bytes) {
    layers.put(digest, bytes);
  }
}
