package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDList;
import ai.djl.nn.core.Linear;
import dev.thaw.model.DenseForm;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.List;
import java.util.Optional;

/** Dense layer with bias that gives one logit per label. */
record LogitLayer(String name, int in, int labels) implements Layer {
  @Override
  public List<ParameterSpec> parameters() {
    return List.of(ParameterSpec.matrix("weight", labels, in), ParameterSpec.bias("bias", labels));
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    Inputs.require(name, inputShapes.equals(List.of(Shape.of(in))), inputShapes);
    return List.of(Shape.of(labels));
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    return 2L * in * outputShapes(inputShapes).get(0).elements();
  }

  @Override
  public Optional<DenseForm> denseForm() {
    return Optional.of(new DenseForm.Biased());
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    return Linear.linear(inputs.head(), parameters.get(0), parameters.get(1));
  }
}
