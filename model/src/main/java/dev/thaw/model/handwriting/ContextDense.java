package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import dev.thaw.model.ParameterSpec;
import java.util.List;

/** One dense layer with ReLU of the context's perceptron, as a part of a layer. */
record ContextDense(String name, int in, int out) {
  long flops() {
    return 2L * in * out;
  }

  List<ParameterSpec> parameters() {
    return List.of(
        ParameterSpec.matrix(name + ".weight", out, in), ParameterSpec.bias(name + ".bias", out));
  }

  /**
   * @param parameters of the whole layer, of which this part's begin at {@code from}
   */
  NDArray forward(NDArray context, NDList parameters, int from) {
    return Activation.relu(
        Linear.linear(context, parameters.get(from), parameters.get(from + 1)).head());
  }
}
