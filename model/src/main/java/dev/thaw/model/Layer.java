package dev.thaw.model;

import ai.djl.ndarray.NDList;
import dev.thaw.protocol.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The smallest unit of a model that can be frozen, hashed and sent: a name, the parameters it
 * needs, and how it maps a list of tensors to a list of tensors. A layer holds no values: whoever
 * runs it passes them, so that one layer serves many heads. Implementations are stateless and
 * thread-safe.
 */
public interface Layer {
  /** The layer's name, unique within its architecture. */
  String name();

  /** The parameters in their fixed order, which is also the order of the canonical bytes. */
  List<ParameterSpec> parameters();

  /**
   * Shapes of the outputs for inputs of the given shapes, all without a batch dimension.
   *
   * @throws IllegalArgumentException if the layer cannot take such inputs
   */
  List<Shape> outputShapes(List<Shape> inputShapes);

  /**
   * Runs the layer on a batch.
   *
   * @param inputs fp32, batch dimension first, attached to a manager of this call: every result
   *     attaches to it as well
   * @param parameters in the order of {@link #parameters()}; only a pass with batch statistics
   *     writes to them, and only to running statistics
   * @return fp32, batch dimension first; may contain inputs that pass through unchanged
   */
  NDList forward(NDList inputs, NDList parameters, Pass pass);

  /**
   * Floating-point operations of one sample: two (a multiplication and an addition) for each weight
   * of a convolution or matrix product at each place it is applied to, padding included. What costs
   * little beside these is left out: biases, normalisations, activation functions, pools, sums of
   * branches.
   *
   * @param inputShapes without a batch dimension
   * @throws IllegalArgumentException if the layer cannot take such inputs
   */
  long flops(List<Shape> inputShapes);

  /**
   * The lengths of the parts that a single output vector is made of, for whoever scales parts apart
   * from each other; one part unless a layer joins several.
   */
  default List<Integer> outputParts(List<Shape> inputShapes) {
    return List.of(outputShapes(inputShapes).get(0).elements());
  }

  /** How it computes, if it is one matrix product; dropout apart. */
  default Optional<DenseForm> denseForm() {
    return Optional.empty();
  }

  /** The number of values in all parameters. */
  default long parameterCount() {
    return parameters().stream().mapToLong(p -> p.shape().elements()).sum();
  }
}
