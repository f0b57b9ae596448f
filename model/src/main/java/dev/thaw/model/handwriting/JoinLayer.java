package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.List;

/**
 * The pool that joins the context: 2x2 maximum pool of the maps, flattened, followed by the context
 * after a two-layer perceptron with ReLU.
 *
 * @param context scalars of context
 * @param hidden width of both perceptron layers
 */
record JoinLayer(String name, int context, int hidden) implements Layer {
  @Override
  public List<ParameterSpec> parameters() {
    return List.of(
        ParameterSpec.matrix("context1.weight", hidden, context),
        ParameterSpec.bias("context1.bias", hidden),
        ParameterSpec.matrix("context2.weight", hidden, hidden),
        ParameterSpec.bias("context2.bias", hidden));
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    boolean fits =
        inputShapes.size() == 2
            && inputShapes.get(0).rank() == 3
            && inputShapes.get(1).equals(Shape.of(context));
    Inputs.require(name, fits, inputShapes);
    return List.of(Shape.of(PoolLayer.pooled(inputShapes.get(0)).elements() + hidden));
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    NDArray pooled = PoolLayer.flatten(inputs.get(0));
    NDArray first = dense(inputs.get(1), parameters, 0);
    NDArray second = dense(first, parameters, 2);
    return new NDList(pooled.concat(second, 1));
  }

  private static NDArray dense(NDArray values, NDList parameters, int from) {
    return Activation.relu(
        Linear.linear(values, parameters.get(from), parameters.get(from + 1)).head());
  }
}
