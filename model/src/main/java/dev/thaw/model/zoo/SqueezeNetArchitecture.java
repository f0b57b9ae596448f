package dev.thaw.model.zoo;

import ai.djl.basicmodelzoo.cv.classification.SqueezeNet;
import ai.djl.nn.Block;
import java.util.List;

/**
 * {@code squeezenet}: a convolution, eight fire modules and a convolution that classifies (Iandola
 * et al., 2016, version 1.1); about 728k parameters for 10 labels. Sides of at least 17.
 */
public final class SqueezeNetArchitecture extends ZooArchitecture {
  private static final int MIN_SIDE = 17;

  /** For the service loader. */
  public SqueezeNetArchitecture() {
    super(
        "squeezenet",
        MIN_SIDE,
        List.of(
            new Stage("conv1", 3),
            new Stage("fire2", 1),
            new Stage("fire3", 2),
            new Stage("fire4", 1),
            new Stage("fire5", 2),
            new Stage("fire6", 1),
            new Stage("fire7", 1),
            new Stage("fire8", 1),
            new Stage("fire9", 1),
            new Stage("classifier", 5)));
  }

  @Override
  List<Block> blocks(int labels) {
    return SqueezeNet.squeezenet(labels).getChildren().values();
  }
}
