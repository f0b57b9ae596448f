package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.GeneralSample;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How large the values of activations may be: {@value #MARGIN} times the largest magnitude that
 * some of the task's general samples have at the same cut, and at least {@value #MARGIN}. No
 * person's input comes near; what is beyond can only be meant to wreck a training. Thread-safe.
 */
final class Magnitudes {
  private static final int MARGIN = 100;
  private static final int MAX_SAMPLES = 128;

  /** For tasks without general samples. */
  private static final float UNMEASURED = 1e6f;

  private record AtCut(String task, int cut, Digest prefix) {}

  private final Function<String, List<GeneralSample>> generalSamples;
  private final Map<AtCut, Float> bounds = new ConcurrentHashMap<>();

  Magnitudes(Function<String, List<GeneralSample>> generalSamples) {
    this.generalSamples = generalSamples;
  }

  /**
   * The largest magnitude at the cut. Measured when it is first asked for, which takes a pass over
   * {@value #MAX_SAMPLES} samples; kept as long as the prefix is the same.
   */
  float bound(Backbone backbone, int cut) {
    AtCut key = new AtCut(backbone.task().name(), cut, backbone.model().prefixDigest(cut));
    return bounds.computeIfAbsent(key, each -> measured(backbone, cut));
  }

  /** The largest magnitude among the values; NaN or infinite if any value is. */
  static float largest(List<Tensor> tensors) {
    float largest = 0;
    for (Tensor tensor : tensors) {
      for (float value : tensor.toFloats()) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private float measured(Backbone backbone, int cut) {
    List<List<Tensor>> inputs = evenly(generalSamples.apply(backbone.task().name()));
    if (inputs.isEmpty()) {
      return UNMEASURED;
    }
    float largest = 1;
    for (List<Tensor> activation : backbone.model().forwardBatch(0, cut, inputs)) {
      largest = Math.max(largest, largest(activation));
    }
    return MARGIN * largest;
  }

  private static List<List<Tensor>> evenly(List<GeneralSample> samples) {
    int count = Math.min(samples.size(), MAX_SAMPLES);
    return IntStream.range(0, count)
        .mapToObj(i -> samples.get((int) ((long) i * samples.size() / count)).inputs())
        .toList();
  }
}
