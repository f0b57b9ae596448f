package dev.thaw.model.zoo;

import ai.djl.basicmodelzoo.cv.classification.AlexNet;
import ai.djl.nn.Block;
import java.util.List;

/**
 * {@code alexnet}: five convolutions and three dense layers (Krizhevsky et al., 2012); about 22
 * million parameters for a 96x96 input. Sides of at least 67.
 */
public final class AlexNetArchitecture extends ZooArchitecture {
  private static final int MIN_SIDE = 67;
  private static final int[] CHANNELS = {96, 256, 384, 384, 256, 4096, 4096};
  private static final float DROPOUT = 0.5f;

  /** For the service loader. */
  public AlexNetArchitecture() {
    super(
        "alexnet",
        MIN_SIDE,
        List.of(
            new Stage("conv1", 3),
            new Stage("conv2", 3),
            new Stage("conv3", 2),
            new Stage("conv4", 2),
            new Stage("conv5", 4),
            new Stage("fc6", 3),
            new Stage("fc7", 3),
            new Stage("fc8", 1)));
  }

  @Override
  List<Block> blocks(int labels) {
    return AlexNet.builder()
        .setOutSize(labels)
        .setNumChannels(CHANNELS.clone())
        .setDropOutRate(DROPOUT)
        .build()
        .getChildren()
        .values();
  }
}
