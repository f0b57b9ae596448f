package dev.thaw.cloud.advice;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How long each layer of a model takes on this machine, in seconds for one sample: medians.
 * Immutable.
 *
 * @param single run for one sample at a time, as a device does
 * @param batched run for many at once, as training does
 */
record LayerTimes(List<Double> single, List<Double> batched) {
  private static final double NANOS = 1e9;
  private static final int WARM_UP = 5;
  private static final int RUNS = 15;
  private static final int BATCH_RUNS = 3;
  private static final int MAX_ROWS = 64;
  private static final double BATCH_SECONDS = 0.05;

  LayerTimes {
    single = List.copyOf(single);
    batched = List.copyOf(batched);
  }

  /** Runs every layer a few times. */
  static LayerTimes measure(LayeredModel model, List<Tensor> inputs) {
    List<Double> single = new ArrayList<>();
    List<Double> batched = new ArrayList<>();
    List<Tensor> activation = inputs;
    for (int layer = 0; layer < model.layerCount(); layer++) {
      median(model, layer, List.of(activation), WARM_UP);
      double alone = median(model, layer, List.of(activation), RUNS);
      int rows = Math.max(1, (int) Math.min(MAX_ROWS, BATCH_SECONDS / alone));
      single.add(alone);
      batched.add(median(model, layer, Collections.nCopies(rows, activation), BATCH_RUNS) / rows);
      activation = model.forward(layer, layer + 1, activation);
    }
    return new LayerTimes(single, batched);
  }

  /** Seconds for layers {@code [from, to)}, one sample at a time. */
  double single(int from, int to) {
    return sum(single, from, to);
  }

  /** Seconds for each sample of a batch for layers {@code [from, to)}. */
  double batched(int from, int to) {
    return sum(batched, from, to);
  }

  private static double sum(List<Double> times, int from, int to) {
    return times.subList(from, to).stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double median(LayeredModel model, int layer, List<List<Tensor>> batch, int runs) {
    double[] seconds = new double[runs];
    for (int run = 0; run < runs; run++) {
      long begun = System.nanoTime();
      List<List<Tensor>> unused = model.forwardBatch(layer, layer + 1, batch);
      seconds[run] = (System.nanoTime() - begun) / NANOS;
    }
    Arrays.sort(seconds);
    return seconds[runs / 2];
  }
}
