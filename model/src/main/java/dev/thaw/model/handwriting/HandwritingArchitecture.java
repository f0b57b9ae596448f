package dev.thaw.model.handwriting;

import dev.thaw.model.Architecture;
import dev.thaw.model.Layer;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.List;

/**
 * {@code handwriting}: 11 stroke maps of 28x28 and 20 context scalars, eight layers, about 303k
 * parameters for 62 labels. Cuts 1 to 5 carry 32 values made of the context beside the maps; cut 6
 * is one vector of 512 (480 pooled features and 32 of the context), cut 7 one of 128. Stateless.
 */
public final class HandwritingArchitecture implements Architecture {
  private static final List<Shape> INPUTS = List.of(Shape.of(11, 28, 28), Shape.of(20));

  /** For the service loader. */
  public HandwritingArchitecture() {}

  @Override
  public String name() {
    return "handwriting";
  }

  @Override
  public List<Layer> layers(TaskSpec task) {
    Inputs.require(task, INPUTS);
    return List.of(
        new EntryLayer(new ConvLayer("conv1", 11, 32, 2), new ContextDense("context1", 20, 32)),
        new ResidualLayer("res1", 32),
        new ConvLayer("conv2", 32, 96, 2),
        new ResidualLayer("res2", 96),
        new ConvLayer("conv3", 96, 120, 2),
        new JoinLayer("pool", new ContextDense("context2", 32, 32)),
        new DenseLayer("fc1", 512, 128, 0.25f),
        new LogitLayer("fc2", 128, task.labels().size()));
  }
}
