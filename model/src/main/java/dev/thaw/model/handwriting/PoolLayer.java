package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.pooling.Pool;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.List;

/** 2x2 maximum pool, flattened to one vector. */
record PoolLayer(String name) implements Layer {
  private static final ai.djl.ndarray.types.Shape WINDOW = new ai.djl.ndarray.types.Shape(2, 2);
  private static final ai.djl.ndarray.types.Shape NONE = new ai.djl.ndarray.types.Shape(0, 0);

  @Override
  public List<ParameterSpec> parameters() {
    return List.of();
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    Shape maps = inputShapes.get(0);
    Inputs.require(name, maps.rank() == 3 && inputShapes.size() == 1, inputShapes);
    return List.of(pooled(maps));
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    outputShapes(inputShapes);
    return 0;
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    return new NDList(flatten(inputs.get(0)));
  }

  static Shape pooled(Shape maps) {
    return Shape.of(maps.extent(0) * (maps.extent(1) / 2) * (maps.extent(2) / 2));
  }

  static NDArray flatten(NDArray maps) {
    NDArray pooled = Pool.maxPool2d(maps, WINDOW, WINDOW, NONE, false);
    return pooled.reshape(maps.getShape().get(0), -1);
  }
}
