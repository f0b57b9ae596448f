package dev.thaw.cloud.registry;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many versions that can be had name each layer. May count too many, if a write failed, never
 * too few: a layer that is counted too often is kept until all are counted anew. Some 130 bytes of
 * memory for each layer. Thread-safe.
 */
final class LayerUses {
  private final Map<Digest, Integer> counts = new HashMap<>();

  /** Layers that were stored for versions to come. */
  private final Map<Digest, Integer> expected = new HashMap<>();

  /** Layers are about to be stored, and then named. */
  synchronized void expect(Collection<Digest> layers) {
    layers.forEach(layer -> expected.merge(layer, 1, Integer::sum));
  }

  /** A version names these layers, or is about to. */
  synchronized void add(List<LayerEntry> layers) {
    for (LayerEntry layer : layers) {
      counts.merge(layer.digest(), 1, Integer::sum);
      takeFrom(expected, layer.digest(), 1);
    }
  }

  /** Counts anew: the layers of all versions, each as often as it is named; expects none. */
  synchronized void replace(Map<Digest, Integer> others) {
    counts.clear();
    counts.putAll(others);
    expected.clear();
  }

  /**
   * Forgets versions.
   *
   * @param delete makes them and the layers that it is given deleted; no other layer is named only
   *     by them. If it throws, nothing is forgotten
   */
  synchronized void forget(Collection<Manifest> versions, Consumer<Set<Digest>> delete) {
    Map<Digest, Integer> uses = new HashMap<>();
    versions.stream()
        .flatMap(version -> version.layers().stream())
        .forEach(layer -> uses.merge(layer.digest(), 1, Integer::sum));
    Set<Digest> needless = new HashSet<>(uses.keySet());
    needless.removeIf(layer -> counts.getOrDefault(layer, 0) > uses.getOrDefault(layer, 0));
    needless.removeAll(expected.keySet());
    delete.accept(needless);
    uses.forEach((layer, count) -> takeFrom(counts, layer, count));
  }

  private static void takeFrom(Map<Digest, Integer> counts, Digest layer, int count) {
    if (counts.getOrDefault(layer, 0) > count) {
      counts.merge(layer, -count, Integer::sum);
    } else {
      counts.remove(layer);
    }
  }
}
