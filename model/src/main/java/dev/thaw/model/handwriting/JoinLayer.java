package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.List;

/**
 * The pool that joins the context: 2x2 maximum pool of the maps, flattened, followed by the context
 * after its second dense layer.
 */
record JoinLayer(String name, ContextDense context) implements Layer {
  @Override
  public List<ParameterSpec> parameters() {
    return context.parameters();
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    boolean fits =
        inputShapes.size() == 2
            && inputShapes.get(0).rank() == 3
            && inputShapes.get(1).equals(Shape.of(context.in()));
    Inputs.require(name, fits, inputShapes);
    return List.of(Shape.of(PoolLayer.pooled(inputShapes.get(0)).elements() + context.out()));
  }

  @Override
  public List<Integer> outputParts(List<Shape> inputShapes) {
    return List.of(PoolLayer.pooled(inputShapes.get(0)).elements(), context.out());
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    outputShapes(inputShapes);
    return context.flops();
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    NDArray pooled = PoolLayer.flatten(inputs.get(0));
    return new NDList(pooled.concat(context.forward(inputs.get(1), parameters, 0), 1));
  }
}
