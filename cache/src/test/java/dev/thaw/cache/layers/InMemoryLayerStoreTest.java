package dev.thaw.cache.layers;

import dev.thaw.protocol.Digest;

final class InMemoryLayerStoreTest extends LayerStoreContract {
  private final InMemoryLayerStore store = new InMemoryLayerStore();

  @Override
  LayerStore open() {
    return store;
  }

  @Override
  void damage(Digest digest, byte[] bytes) {
    store.damage(digest, bytes);
  }
}
