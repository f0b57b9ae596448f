package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.evaluate.Scale;
import java.util.List;

/**
 * What is transferred. Immutable.
 *
 * @param layers names of layers that are fetched alone, as often as heads
 * @param small numbers of features, each as often as heads
 * @param large numbers of features, each as often as the whole model; none without them
 */
record Sizes(List<Integer> small, int heads, List<String> layers, List<Integer> large, int models) {
  static Sizes of(Scale scale) {
    return scale.of(
        new Sizes(List.of(1, 32), 1, List.of("fc2"), List.of(), 0),
        new Sizes(List.of(1, 32), 1, List.of("fc2", "conv3"), List.of(256), 1),
        new Sizes(List.of(1, 32), 7, List.of("fc2", "conv2", "conv3"), List.of(256, 1_024), 3));
  }

  boolean hasLarge() {
    return models > 0;
  }
}
