package dev.thaw.bench.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.thaw.model.ThawedLayers;
import java.util.ArrayList;
import java.util.List;

/**
 * All values of a {@link Slice}, running statistics included, parameter by parameter in the order
 * of the layers. Immutable.
 */
public final class Weights {
  private final List<float[]> parameters;

  Weights(List<float[]> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  /** The present values of a training. */
  static Weights of(ThawedLayers job) {
    List<float[]> values = new ArrayList<>();
    for (int layer = 0; layer < job.layers().size(); layer++) {
      job.parameters(layer).forEach(parameter -> values.add(parameter.toFloatArray()));
    }
    return new Weights(values);
  }

  /** Makes them the values of a training that has not begun. */
  void putTo(ThawedLayers job) {
    int next = 0;
    for (int layer = 0; layer < job.layers().size(); layer++) {
      NDList target = job.parameters(layer);
      for (NDArray parameter : target) {
        parameter.set(parameters.get(next++));
      }
    }
  }

  /** The parameters' values, row-major; not to be written. */
  List<float[]> parameters() {
    return parameters;
  }

  /** {@code this + factor * other}, value by value. */
  Weights plus(float factor, Weights other) {
    List<float[]> sums = new ArrayList<>();
    for (int p = 0; p < parameters.size(); p++) {
      float[] sum = parameters.get(p).clone();
      float[] more = other.parameters.get(p);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factor * more[i];
      }
      sums.add(sum);
    }
    return new Weights(sums);
  }

  /** {@code this - other}. */
  Weights minus(Weights other) {
    return plus(-1, other);
  }

  /** The largest magnitude; NaN if there is one. */
  double largest() {
    double largest = 0;
    for (float[] parameter : parameters) {
      for (float value : parameter) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }
}
