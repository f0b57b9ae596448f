package dev.thaw.model.zoo;

import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code googlenet}: two convolution stages, nine inception modules, a dense layer (Szegedy et al.,
 * 2015); about 6 million parameters for 10 labels. Each inception module is one layer; the pool
 * that follows some of them belongs to it. Sides halve five times, down to 1.
 */
public final class GoogLeNetArchitecture extends ZooArchitecture {
  private static final int FIRST_INCEPTIONS = 2;
  private static final int DENSE = 5;

  /** For the service loader. */
  public GoogLeNetArchitecture() {
    super(
        "googlenet",
        1,
        List.of(
            new Stage("conv1", 1),
            new Stage("conv2", 1),
            new Stage("inception3a", 1),
            new Stage("inception3b", 2),
            new Stage("inception4a", 1),
            new Stage("inception4b", 1),
            new Stage("inception4c", 1),
            new Stage("inception4d", 1),
            new Stage("inception4e", 2),
            new Stage("inception5a", 1),
            new Stage("inception5b", 2),
            new Stage("fc", 1)));
  }

  @Override
  List<Block> blocks(int labels) {
    List<Block> stages = GoogLeNet.builder().setOutSize(labels).build().getChildren().values();
    List<Block> blocks = new ArrayList<>(stages.subList(0, FIRST_INCEPTIONS));
    stages
        .subList(FIRST_INCEPTIONS, DENSE)
        .forEach(stage -> blocks.addAll(stage.getChildren().values()));
    blocks.addAll(stages.subList(DENSE, stages.size()));
    return blocks;
  }
}
