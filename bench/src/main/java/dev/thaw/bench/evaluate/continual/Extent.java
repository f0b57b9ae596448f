package dev.thaw.bench.evaluate.continual;

import dev.thaw.bench.evaluate.Scale;
import dev.thaw.model.head.HeadOptions;
import java.util.List;

/**
 * How much is done. Immutable.
 *
 * @param backboneImages images that the grey net learns from
 * @param backboneSteps of its training
 * @param taskImages images of the tasks, a fifth of them to measure on
 * @param writers test writers who wrote digits, at most
 * @param budgets cached samples that are tried
 * @param options of each training of a head
 */
record Extent(
    int backboneImages,
    int backboneSteps,
    int taskImages,
    int writers,
    List<Integer> budgets,
    HeadOptions options) {
  private static final int ALL = Integer.MAX_VALUE;
  private static final HeadOptions PRODUCT = HeadOptions.forThawed(2);
  private static final HeadOptions FEW_STEPS =
      PRODUCT.withEpochs(4).withMinSteps(12).withLearningRate(0.01f);

  /** What belongs to a scale. */
  static Extent of(Scale scale) {
    return switch (scale) {
      case TINY -> new Extent(256, 6, 400, 8, List.of(20, 100), FEW_STEPS);
      case QUICK -> new Extent(2_000, 30, 1_250, 20, List.of(20, 100, 500), PRODUCT);
      case FULL ->
          new Extent(5_000, 400, 5_000, ALL, List.of(20, 50, 100, 200, 500, 2_000), PRODUCT);
    };
  }
}
