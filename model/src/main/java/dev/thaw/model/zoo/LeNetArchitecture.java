package dev.thaw.model.zoo;

import ai.djl.basicmodelzoo.cv.classification.LeNet;
import ai.djl.nn.Block;
import java.util.List;

/**
 * {@code lenet}: two convolutions and three dense layers with sigmoids (LeCun et al., 1998); about
 * 62k parameters for a grey 28x28 input. Sides of at least 9.
 */
public final class LeNetArchitecture extends ZooArchitecture {
  private static final int MIN_SIDE = 9;
  private static final int[] CHANNELS = {6, 16, 120, 84};

  /** For the service loader. */
  public LeNetArchitecture() {
    super(
        "lenet",
        MIN_SIDE,
        List.of(
            new Stage("conv1", 3),
            new Stage("conv2", 4),
            new Stage("fc3", 2),
            new Stage("fc4", 2),
            new Stage("fc5", 1)));
  }

  @Override
  List<Block> blocks(int labels) {
    return LeNet.builder()
        .setOutSize(labels)
        .setNumChannels(CHANNELS.clone())
        .build()
        .getChildren()
        .values();
  }
}
