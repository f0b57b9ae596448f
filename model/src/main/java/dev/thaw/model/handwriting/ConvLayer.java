package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * 3x3 convolution with padding 1, batch normalisation, ReLU on the first input; other inputs pass
 * through.
 */
record ConvLayer(String name, int in, int out, int stride) implements Layer {
  private static final ai.djl.ndarray.types.Shape PADDING = new ai.djl.ndarray.types.Shape(1, 1);

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>();
    all.add(ParameterSpec.matrix("conv.weight", out, in, 3, 3));
    all.addAll(new BatchNormalisation(out).parameters());
    return all;
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    Shape maps = inputShapes.get(0);
    Inputs.require(name, maps.rank() == 3 && maps.extent(0) == in, inputShapes);
    return Inputs.replaceFirst(
        inputShapes, Shape.of(out, strided(maps.extent(1)), strided(maps.extent(2))));
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    return 2L * in * 3 * 3 * outputShapes(inputShapes).get(0).elements();
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    NDList outputs = new NDList(inputs);
    outputs.set(0, transform(inputs.get(0), parameters, pass));
    return outputs;
  }

  NDArray transform(NDArray maps, NDList parameters, Pass pass) {
    ai.djl.ndarray.types.Shape strides = new ai.djl.ndarray.types.Shape(stride, stride);
    NDArray convolved = Conv2d.conv2d(maps, parameters.get(0), null, strides, PADDING).head();
    return Activation.relu(new BatchNormalisation(out).apply(convolved, parameters, 1, pass));
  }

  private int strided(int extent) {
    return (extent - 1) / stride + 1;
  }
}
