package dev.thaw.model.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.Dropout;
import ai.djl.util.Pair;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Some successive blocks of a net as one layer. The blocks hold no values: their parameters are
 * looked up in what the caller passes. Immutable; thread-safe.
 */
final class ZooLayer implements Layer {
  private final String name;
  private final List<Block> blocks;
  private final List<ParameterSpec> specs;
  private final IdentityHashMap<Parameter, Integer> places;
  private final Shape input;
  private final Shape output;
  private final long flops;

  private ZooLayer(String name, List<Block> blocks, Shape input, Shape output) {
    this.name = name;
    this.blocks = List.copyOf(blocks);
    this.input = input;
    this.output = output;
    this.flops = blocks.stream().mapToLong(BlockFlops::of).sum();
    List<ParameterSpec> found = new ArrayList<>();
    this.places = new IdentityHashMap<>();
    for (int i = 0; i < blocks.size(); i++) {
      for (Pair<String, Parameter> pair : blocks.get(i).getParameters()) {
        places.put(pair.getValue(), found.size());
        found.add(spec((i + 1) + "." + pair.getKey(), pair.getValue()));
      }
    }
    this.specs = List.copyOf(found);
  }

  /**
   * Prepares the blocks for an input shape.
   *
   * @param blocks fresh ones, used by no other layer
   * @param scratch takes what the preparation allocates; may be closed afterwards
   */
  static ZooLayer of(String name, List<Block> blocks, Shape input, NDManager scratch) {
    ai.djl.ndarray.types.Shape[] shapes = {one(input)};
    for (Block block : blocks) {
      block
          .getParameters()
          .values()
          .forEach(p -> p.setInitializer((manager, shape, type) -> placeholder(manager, type)));
      block.initialize(scratch, DataType.FLOAT32, shapes);
      shapes = block.getOutputShapes(shapes);
    }
    return new ZooLayer(name, blocks, input, withoutBatch(shapes[0]));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return specs;
  }

  /** The shape of the one output, without a batch dimension. */
  Shape output() {
    return output;
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    if (!inputShapes.equals(List.of(input))) {
      throw new IllegalArgumentException(
          "layer " + name + " takes " + List.of(input) + ", not " + inputShapes);
    }
    return List.of(output);
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    outputShapes(inputShapes);
    return flops;
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    PassedValues values = new PassedValues(places, parameters);
    NDList activation = inputs;
    for (Block block : blocks) {
      boolean training = block instanceof Dropout ? pass.dropout() : pass.batchStatistics();
      activation = block.forward(values, activation, training);
    }
    return activation;
  }

  /**
   * What a block holds instead of a value: it counts as initialised even after its manager is
   * closed, and is never read.
   */
  private static NDArray placeholder(NDManager manager, DataType type) {
    return manager.zeros(new ai.djl.ndarray.types.Shape(1), type);
  }

  private static ParameterSpec spec(String name, Parameter parameter) {
    ParameterSpec.Role role =
        switch (parameter.getType()) {
          case WEIGHT -> ParameterSpec.Role.MATRIX;
          case GAMMA -> ParameterSpec.Role.GAIN;
          case BIAS, BETA -> ParameterSpec.Role.BIAS;
          case RUNNING_MEAN -> ParameterSpec.Role.RUNNING_MEAN;
          case RUNNING_VAR -> ParameterSpec.Role.RUNNING_VARIANCE;
          case OTHER -> throw new IllegalStateException("no role for parameter " + name);
        };
    return new ParameterSpec(name, protocolShape(parameter.getShape().getShape()), role);
  }

  private static ai.djl.ndarray.types.Shape one(Shape shape) {
    long[] extents = new long[shape.rank() + 1];
    extents[0] = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      extents[axis + 1] = shape.extent(axis);
    }
    return new ai.djl.ndarray.types.Shape(extents);
  }

  private static Shape withoutBatch(ai.djl.ndarray.types.Shape shape) {
    return protocolShape(shape.slice(1).getShape());
  }

  private static Shape protocolShape(long[] extents) {
    return Shape.of(Arrays.stream(extents).mapToInt(Math::toIntExact).toArray());
  }
}
