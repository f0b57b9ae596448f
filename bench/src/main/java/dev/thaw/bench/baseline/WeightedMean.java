package dev.thaw.bench.baseline;

import java.util.ArrayList;
import java.util.List;

/** A mean of {@link Weights} that gathers one after the other. Not thread-safe. */
final class WeightedMean {
  private final List<double[]> sums = new ArrayList<>();
  private double total;

  /** Adds {@code weights}, which count so much. */
  void add(Weights weights, double count) {
    if (sums.isEmpty()) {
      weights.parameters().forEach(parameter -> sums.add(new double[parameter.length]));
    }
    for (int p = 0; p < sums.size(); p++) {
      double[] sum = sums.get(p);
      float[] more = weights.parameters().get(p);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += count * more[i];
      }
    }
    total += count;
  }

  /**
   * The mean of what was added.
   *
   * @throws IllegalStateException if that was nothing
   */
  Weights mean() {
    if (!(total > 0)) {
      throw new IllegalStateException("a mean of nothing");
    }
    return new Weights(sums.stream().map(this::divided).toList());
  }

  private float[] divided(double[] sum) {
    float[] mean = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / total);
    }
    return mean;
  }
}
