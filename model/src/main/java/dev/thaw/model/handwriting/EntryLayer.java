package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDList;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The first layer: a convolution of the maps, and the context's first dense layer beside it, so
 * that nothing of the input is in the output as it was put in.
 */
record EntryLayer(ConvLayer maps, ContextDense context) implements Layer {
  @Override
  public String name() {
    return maps.name();
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(maps.parameters());
    all.addAll(context.parameters());
    return all;
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    boolean fits = inputShapes.size() == 2 && inputShapes.get(1).equals(Shape.of(context.in()));
    Inputs.require(name(), fits, inputShapes);
    return List.of(maps.outputShapes(inputShapes).get(0), Shape.of(context.out()));
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    return maps.flops(inputShapes) + context.flops();
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    int from = maps.parameters().size();
    return new NDList(
        maps.transform(inputs.get(0), parameters, pass),
        context.forward(inputs.get(1), parameters, from));
  }
}
