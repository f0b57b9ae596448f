package dev.thaw.model.handwriting;

import dev.thaw.model.Architecture;
import dev.thaw.model.Layer;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.List;

/**
 * {@code handwriting-grey}: the handwriting net for images without strokes, such as MNIST: one grey
 * map of 28x28 and no context. The same eight layers; cut 6 is one vector of 512, all of it pooled
 * features. Stateless.
 */
public final class GreyArchitecture implements Architecture {
  private static final List<Shape> INPUTS = List.of(Shape.of(1, 28, 28));

  /** For the service loader. */
  public GreyArchitecture() {}

  @Override
  public String name() {
    return "handwriting-grey";
  }

  @Override
  public List<Layer> layers(TaskSpec task) {
    Inputs.require(task, INPUTS);
    return List.of(
        new ConvLayer("conv1", 1, 32, 2),
        new ResidualLayer("res1", 32),
        new ConvLayer("conv2", 32, 96, 2),
        new ResidualLayer("res2", 96),
        new ConvLayer("conv3", 96, 128, 2),
        new PoolLayer("pool"),
        new DenseLayer("fc1", 512, 128, 0.25f),
        new LogitLayer("fc2", 128, task.labels().size()));
  }
}
