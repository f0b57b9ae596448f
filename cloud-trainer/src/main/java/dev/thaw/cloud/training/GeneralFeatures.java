package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Features of each base model's general samples at the freeze point: mixed into a scope's uploads,
 * they alone speak for the classes that it never uploaded. Run through the backbone once per base
 * model and prefix, and kept in memory until one of them changes. Confined to the training thread.
 */
public final class GeneralFeatures {
  private static final int BATCH = 64;

  /** Activations at the freeze point, by label. */
  private record AtPrefix(Digest base, Digest prefix, Map<Integer, List<List<Tensor>>> byLabel) {
    boolean isOf(Digest otherBase, Digest otherPrefix) {
      return base.equals(otherBase) && prefix.equals(otherPrefix);
    }
  }

  private final ModelRegistry registry;
  private final Replay replay;
  private final Map<String, AtPrefix> byTask = new HashMap<>();

  /** Nothing is run until it is asked for. */
  public GeneralFeatures(ModelRegistry registry, Replay replay) {
    this.registry = registry;
    this.replay = replay;
  }

  /**
   * What is mixed in beside uploads of the classes {@code uploaded}, as far as there is anything.
   */
  public List<Example> beside(Set<Integer> uploaded, Backbone backbone) {
    List<Example> examples = new ArrayList<>();
    at(backbone)
        .forEach(
            (label, activations) -> {
              float weight = replay.weight(uploaded.contains(label));
              if (weight > 0) {
                activations.forEach(a -> examples.add(new Example(a, label, weight)));
              }
            });
    return examples;
  }

  private Map<Integer, List<List<Tensor>>> at(Backbone backbone) {
    String task = backbone.task().name();
    Digest base = registry.bases().digest(task);
    Digest prefix = backbone.freeze().prefix();
    AtPrefix known = byTask.get(task);
    if (known == null || !known.isOf(base, prefix)) {
      known = new AtPrefix(base, prefix, run(backbone));
      byTask.put(task, known);
    }
    return known.byLabel;
  }

  private Map<Integer, List<List<Tensor>>> run(Backbone backbone) {
    Map<Integer, List<List<Tensor>>> byLabel = new TreeMap<>();
    List<GeneralSample> samples = chosen(registry.base(backbone.task().name()).samples());
    for (int from = 0; from < samples.size(); from += BATCH) {
      List<GeneralSample> batch = samples.subList(from, Math.min(from + BATCH, samples.size()));
      List<List<Tensor>> inputs = batch.stream().map(GeneralSample::inputs).toList();
      List<List<Tensor>> outputs = backbone.model().forwardBatch(0, backbone.depth(), inputs);
      for (int i = 0; i < batch.size(); i++) {
        byLabel
            .computeIfAbsent(batch.get(i).label(), label -> new ArrayList<>())
            .add(outputs.get(i));
      }
    }
    return byLabel;
  }

  private List<GeneralSample> chosen(List<GeneralSample> samples) {
    Map<Integer, Integer> taken = new HashMap<>();
    return samples.stream()
        .filter(sample -> taken.merge(sample.label(), 1, Integer::sum) <= replay.perClass())
        .toList();
  }
}
