package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.norm.BatchNorm;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.List;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) over axis 1, as a part of a layer. Stateless.
 *
 * @param size channels or features
 */
record BatchNormalisation(int size) {
  private static final float MOMENTUM = 0.9f;
  static final float EPSILON = 1e-5f;

  List<ParameterSpec> parameters() {
    return List.of(
        spec("norm.gain", ParameterSpec.Role.GAIN),
        spec("norm.bias", ParameterSpec.Role.BIAS),
        spec("norm.mean", ParameterSpec.Role.RUNNING_MEAN),
        spec("norm.variance", ParameterSpec.Role.RUNNING_VARIANCE));
  }

  /**
   * Normalises {@code values}.
   *
   * @param parameters a layer's, of which the four from {@code first} on are this part's
   */
  NDArray apply(NDArray values, NDList parameters, int first, Pass pass) {
    NDArray gain = parameters.get(first);
    NDArray bias = parameters.get(first + 1);
    NDArray mean = parameters.get(first + 2);
    NDArray variance = parameters.get(first + 3);
    return BatchNorm.batchNorm(
            values, mean, variance, gain, bias, 1, MOMENTUM, EPSILON, pass.batchStatistics())
        .head();
  }

  private ParameterSpec spec(String name, ParameterSpec.Role role) {
    return new ParameterSpec(name, Shape.of(size), role);
  }
}
