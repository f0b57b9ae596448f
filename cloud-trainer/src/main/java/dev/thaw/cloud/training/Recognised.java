package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a head gets right. Stateless. */
final class Recognised {
  private Recognised() {}

  /**
   * The share of each device's samples whose largest logit is their label's. Blocks.
   *
   * @param head canonical bytes of the layers from the freeze point on
   */
  static Map<String, Double> byDevice(
      Backbone backbone, List<byte[]> head, SortedMap<String, List<Example>> samples) {
    Map<String, Double> shares = new TreeMap<>();
    try (LayeredModel model = backbone.model().withLayers(backbone.depth(), head)) {
      samples.forEach(
          (device, examples) -> shares.put(device, share(model, backbone.depth(), examples)));
    }
    return shares;
  }

  private static double share(LayeredModel model, int depth, List<Example> examples) {
    List<List<Tensor>> activations = examples.stream().map(Example::activation).toList();
    List<List<Tensor>> logits = model.forwardBatch(depth, model.layerCount(), activations);
    int right = 0;
    for (int i = 0; i < examples.size(); i++) {
      right += largest(logits.get(i).get(0).toFloats()) == examples.get(i).label() ? 1 : 0;
    }
    return right / (double) examples.size();
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
