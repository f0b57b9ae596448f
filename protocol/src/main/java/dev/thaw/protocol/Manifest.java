package dev.thaw.protocol;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The description of one model version of one scope. Signed as {@link SignedManifest}. Immutable.
 *
 * @param version counts the scope's versions within the task, from 1
 * @param layers all layers in order; those before {@code freeze.depth()} are the backbone
 * @param createdAt kept in whole milliseconds
 * @param metrics at most {@value #MAX_METRICS} figures of the training run that made it, by name;
 *     sorted
 */
public record Manifest(
    TaskSpec task,
    Scope scope,
    long version,
    FreezeState freeze,
    List<LayerEntry> layers,
    Instant createdAt,
    Map<String, Double> metrics) {
  /** The most layers a model may have. */
  public static final int MAX_LAYERS = 256;

  /** The most figures a manifest may carry. */
  public static final int MAX_METRICS = 64;

  public Manifest {
    createdAt = Times.require("manifest", createdAt);
    layers = List.copyOf(layers);
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    Names.requireFigures("metric", MAX_METRICS, metrics);
    if (layers.isEmpty() || layers.size() > MAX_LAYERS) {
      throw new IllegalArgumentException("a model has 1 to 256 layers, not " + layers.size());
    }
    if (freeze.depth() >= layers.size()) {
      throw new IllegalArgumentException(
          "freeze depth " + freeze.depth() + " leaves none of " + layers.size() + " layers thawed");
    }
    if (version < 1) {
      throw new IllegalArgumentException("not a version: " + version);
    }
    if (!prefix(layers, freeze.depth()).equals(freeze.prefix())) {
      throw new IllegalArgumentException(
          "prefix digest " + freeze.prefix() + " does not belong to the manifest's layers");
    }
  }

  /**
   * The prefix digest of this model at {@code cut}.
   *
   * @throws IllegalArgumentException if the model has no such cut
   */
  public Digest prefixDigest(int cut) {
    if (cut < 0 || cut > layers.size()) {
      throw new IllegalArgumentException("cut " + cut + " is outside [0, " + layers.size() + "]");
    }
    return prefix(layers, cut);
  }

  /** Bytes of all layers together: what a device without any of them downloads. */
  public long totalBytes() {
    return layers.stream().mapToLong(LayerEntry::sizeBytes).sum();
  }

  private static Digest prefix(List<LayerEntry> layers, int cut) {
    return Digest.ofPrefix(layers.subList(0, cut).stream().map(LayerEntry::digest).toList());
  }
}
