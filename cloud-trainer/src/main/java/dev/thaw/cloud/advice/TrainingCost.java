package dev.thaw.cloud.advice;

import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.HeadOptions;
import java.util.List;

/**
 * What training heads is expected to take on this machine, by the times of the layers. Immutable.
 */
record TrainingCost(LayeredModel model, LayerTimes times, TrainingSettings settings) {
  /** A step of training takes at most about so many forward passes. */
  private static final double PASSES = 2.5;

  /** Seconds of one training at each of the depths. */
  double seconds(List<Integer> depths, int examples) {
    return depths.stream().mapToDouble(depth -> seconds(depth, examples)).sum();
  }

  /** Seconds of one training. */
  double seconds(int depth, int examples) {
    HeadOptions options = settings.optionsFor(model.layerCount() - depth);
    int steps = (examples + options.batchSize() - 1) / options.batchSize();
    int epochs = Math.max(options.epochs(), (options.minSteps() + steps - 1) / steps);
    return epochs * epochSeconds(depth, examples);
  }

  /** Seconds of one epoch of one training. */
  double epochSeconds(int depth, int examples) {
    return PASSES * times.batched(depth, model.layerCount()) * examples;
  }

  /** Bytes of one activation at {@code depth}. */
  long activationBytes(int depth) {
    return model.activationShapes(depth).stream()
        .mapToLong(shape -> (long) shape.elements() * Float.BYTES)
        .sum();
  }
}
