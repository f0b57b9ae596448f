package dev.thaw.edge.install;

import dev.thaw.cache.layers.LayerStore;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layers this device has: those it keeps, and those that came with the app. Thread-safe. */
final class LayerShelf {
  private static final Logger LOG = LoggerFactory.getLogger(LayerShelf.class);

  private final LayerStore store;
  private final Map<Digest, byte[]> bundled = new LinkedHashMap<>();

  LayerShelf(LayerStore store, Optional<BaseModel> base) {
    this.store = store;
    base.ifPresent(b -> b.layers().forEach(layer -> bundled.put(Digest.of(layer), layer)));
  }

  /** Those of {@code layers} that are not here, each once. */
  List<LayerEntry> missing(List<LayerEntry> layers) {
    Set<Digest> seen = new HashSet<>(store.digests());
    seen.addAll(bundled.keySet());
    return layers.stream().filter(layer -> seen.add(layer.digest())).toList();
  }

  /** The bytes of a layer, verified. */
  Optional<byte[]> get(Digest digest) {
    byte[] fromApp = bundled.get(digest);
    return fromApp != null ? Optional.of(fromApp) : store.get(digest);
  }

  /**
   * Keeps a fetched layer.
   *
   * @throws RejectedException if it is not the one the manifest names
   */
  void keep(LayerEntry entry, byte[] bytes) {
    if (bytes.length != entry.sizeBytes() || !Digest.of(bytes).equals(entry.digest())) {
      throw new RejectedException(
          "layer %s: %d bytes with digest %s where the manifest has %d with %s"
              .formatted(
                  entry.name(), bytes.length, Digest.of(bytes), entry.sizeBytes(), entry.digest()));
    }
    store.put(entry.digest(), bytes);
  }

  /** Forgets all layers but {@code live}; if the disk refuses that, after the next install. */
  void retainOnly(List<LayerEntry> live) {
    Set<Digest> digests = new HashSet<>();
    live.forEach(layer -> digests.add(layer.digest()));
    try {
      store.retainOnly(digests);
    } catch (StorageException e) {
      LOG.warn("layers of the model before stay for now message={}", e.getMessage());
    }
  }
}
