package dev.thaw.cloud.registry;

import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Map;

/**
 * A model that was made for a scope, and the verdict on it: what becomes a {@link ModelVersion}.
 * Immutable.
 *
 * @param layers all layers; those of a published one are in the layer store already
 */
public record Candidate(
    Scope scope,
    FreezeState freeze,
    List<LayerEntry> layers,
    Map<String, Double> metrics,
    Verdict verdict) {
  public Candidate {
    layers = List.copyOf(layers);
    metrics = Map.copyOf(metrics);
  }
}
