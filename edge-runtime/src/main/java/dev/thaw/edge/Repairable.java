package dev.thaw.edge;

import dev.thaw.model.LayeredModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a device could make at one cut from what it keeps, if the cloud asked for it. Immutable.
 *
 * @param samples annotated samples that have an activation at the cut or before it
 * @param flops floating-point operations to make all of them, each from the deepest one
 */
public record Repairable(int cut, int samples, double flops) {
  /**
   * For each cut between the architecture's first layer and its last.
   *
   * @param starts as {@link dev.thaw.cache.ActivationCache#starts} counts them
   */
  static List<Repairable> of(int[][] starts, LayeredModel model) {
    return IntStream.range(1, model.architectureLayers())
        .mapToObj(cut -> of(cut, starts[cut], model))
        .toList();
  }

  private static Repairable of(int cut, int[] starts, LayeredModel model) {
    double flops = 0;
    for (int start = 0; start < cut; start++) {
      flops += (double) starts[start] * model.flops(start, cut);
    }
    return new Repairable(cut, IntStream.of(starts).sum(), flops);
  }
}
