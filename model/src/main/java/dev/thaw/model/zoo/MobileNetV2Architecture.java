package dev.thaw.model.zoo;

import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.nn.Block;
import java.util.List;

/**
 * {@code mobilenet-v2}: a convolution, seven stages of inverted residuals, a wide convolution with
 * a global pool, a classifier (Sandler et al., 2018); about 2.3 million parameters for 10 labels.
 * Stages and stem halve the sides five times in all, down to 1.
 */
public final class MobileNetV2Architecture extends ZooArchitecture {
  /** For the service loader. */
  public MobileNetV2Architecture() {
    super(
        "mobilenet-v2",
        1,
        List.of(
            new Stage("conv1", 1),
            new Stage("residuals1", 1),
            new Stage("residuals2", 1),
            new Stage("residuals3", 1),
            new Stage("residuals4", 1),
            new Stage("residuals5", 1),
            new Stage("residuals6", 1),
            new Stage("residuals7", 1),
            new Stage("pool", 2),
            new Stage("classifier", 3)));
  }

  @Override
  List<Block> blocks(int labels) {
    return MobileNetV2.builder().setOutSize(labels).build().getChildren().values();
  }
}
