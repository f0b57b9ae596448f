package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Runs stored activations on to a backbone's freeze point, in batches. Stateless. */
final class RunOn {
  private static final int BATCH = 256;

  private RunOn() {}

  /**
   * The activations at the backbone's freeze point, fp32, with the creation time of those they come
   * from; those that are there already are given back as they are.
   *
   * @param activations all of one cut at or below the freeze point, with the backbone's prefix
   */
  static List<Activation> toFreezePoint(Backbone backbone, List<Activation> activations) {
    if (activations.isEmpty() || activations.get(0).cut() == backbone.depth()) {
      return activations;
    }
    List<Activation> out = new ArrayList<>(activations.size());
    for (int from = 0; from < activations.size(); from += BATCH) {
      int to = Math.min(from + BATCH, activations.size());
      runBatch(backbone, activations.subList(from, to), out);
    }
    return out;
  }

  private static void runBatch(Backbone backbone, List<Activation> batch, List<Activation> out) {
    int cut = batch.get(0).cut();
    List<List<Tensor>> inputs = batch.stream().map(Activation::tensors).toList();
    List<List<Tensor>> outputs = backbone.model().forwardBatch(cut, backbone.depth(), inputs);
    for (int i = 0; i < batch.size(); i++) {
      out.add(at(backbone, batch.get(i), outputs.get(i)));
    }
  }

  private static Activation at(Backbone backbone, Activation source, List<Tensor> tensors) {
    return new Activation(
        source.task(),
        source.sample(),
        backbone.depth(),
        backbone.freeze().prefix(),
        source.createdAt(),
        tensors);
  }
}
