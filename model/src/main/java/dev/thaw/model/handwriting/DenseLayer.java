package dev.thaw.model.handwriting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import dev.thaw.model.DenseForm;
import dev.thaw.model.Layer;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.protocol.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dense layer, batch normalisation, ReLU, dropout on one vector. */
record DenseLayer(String name, int in, int out, float dropout) implements Layer {
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>();
    all.add(ParameterSpec.matrix("weight", out, in));
    all.addAll(new BatchNormalisation(out).parameters());
    return all;
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    Inputs.require(name, inputShapes.equals(List.of(Shape.of(in))), inputShapes);
    return List.of(Shape.of(out));
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    return 2L * in * outputShapes(inputShapes).get(0).elements();
  }

  @Override
  public Optional<DenseForm> denseForm() {
    return Optional.of(new DenseForm.NormalisedRelu(BatchNormalisation.EPSILON));
  }

  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    NDArray product = Linear.linear(inputs.head(), parameters.get(0)).head();
    NDArray active =
        Activation.relu(new BatchNormalisation(out).apply(product, parameters, 1, pass));
    return pass.dropout() ? Dropout.dropout(active, dropout, true) : new NDList(active);
  }
}
