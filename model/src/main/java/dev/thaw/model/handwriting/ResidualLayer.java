package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.List;

/**
 * A {@link ConvLayer} of stride 1 added to its own first input (He et al., 2016); other inputs pass
 * through.
 */
record ResidualLayer(String name, ConvLayer branch) implements Layer {
  ResidualLayer(String name, int channels) {
    this(name, new ConvLayer(name, channels, channels, 1));
  }

  @Override
  public List<ParameterSpec> parameters() {
    return branch.parameters();
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    return branch.outputShapes(inputShapes);
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    return branch.flops(inputShapes);
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    NDArray maps = inputs.get(0);
    NDList outputs = new NDList(inputs);
    outputs.set(0, maps.add(branch.transform(maps, parameters, pass)));
    return outputs;
  }
}
