package dev.thaw.model.zoo;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;

/** Floating-point operations of a net's blocks, counted as {@link dev.thaw.model.Layer#flops}. */
final class BlockFlops {
  private BlockFlops() {}

  /**
   * Operations of a block with all that it is made of.
   *
   * @param block initialised for a batch of one
   */
  static long of(Block block) {
    if (block instanceof Convolution || block instanceof Linear) {
      return 2 * weightsOfOneOutput(block) * outputs(block);
    }
    return block.getChildren().values().stream().mapToLong(BlockFlops::of).sum();
  }

  /** The weights are {@code [outputs, inputs of the group, ...]}, so that groups are accounted. */
  private static long weightsOfOneOutput(Block block) {
    for (Pair<String, Parameter> pair : block.getDirectParameters()) {
      if (pair.getValue().getType() == Parameter.Type.WEIGHT) {
        return pair.getValue().getShape().slice(1).size();
      }
    }
    throw new IllegalStateException("a block without weights: " + block);
  }

  private static long outputs(Block block) {
    Shape[] inputs = block.describeInput().values().toArray(Shape[]::new);
    return block.getOutputShapes(inputs)[0].size();
  }
}
