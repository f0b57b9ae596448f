package dev.thaw.model.zoo;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import dev.thaw.model.Architecture;
import dev.thaw.model.Layer;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A net of DJL's model zoo, cut into layers. It takes one input of {@code [channels, height,
 * width]} with 1 or 3 channels and gives one logit per label. Stateless but for remembered plans,
 * which hold no native memory; thread-safe.
 */
abstract class ZooArchitecture implements Architecture {
  private static final Map<Key, List<Layer>> PLANS = new ConcurrentHashMap<>();
  private static final int MAPS_RANK = 3;
  private static final int GREY = 1;
  private static final int COLOUR = 3;

  private final String name;
  private final int minSide;
  private final List<Stage> stages;

  /**
   * An architecture.
   *
   * @param minSide the smallest height and width that leave something after the last pool
   * @param stages the layers in order
   */
  ZooArchitecture(String name, int minSide, List<Stage> stages) {
    this.name = name;
    this.minSide = minSide;
    this.stages = List.copyOf(stages);
  }

  /** The blocks of a fresh net in order, to be divided among the stages. */
  abstract List<Block> blocks(int labels);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Layer> layers(TaskSpec task) {
    requireInput(task.inputShapes());
    Key key = new Key(name, task.inputShapes().get(0), task.labels().size());
    return PLANS.computeIfAbsent(key, this::plan);
  }

  /**
   * One layer of an architecture.
   *
   * @param blocks how many blocks it takes from the net
   */
  record Stage(String name, int blocks) {}

  private record Key(String architecture, Shape input, int labels) {}

  private List<Layer> plan(Key key) {
    List<Block> blocks = blocks(key.labels());
    List<Layer> layers = new ArrayList<>();
    int from = 0;
    Shape input = key.input();
    try (NDManager scratch = NDManager.newBaseManager("PyTorch")) {
      for (Stage stage : stages) {
        int to = from + stage.blocks();
        ZooLayer layer = ZooLayer.of(stage.name(), blocks.subList(from, to), input, scratch);
        layers.add(layer);
        input = layer.output();
        from = to;
      }
    }
    if (from != blocks.size()) {
      throw new IllegalStateException(name + " has " + blocks.size() + " blocks, not " + from);
    }
    return List.copyOf(layers);
  }

  private void requireInput(List<Shape> inputs) {
    if (inputs.size() != 1 || inputs.get(0).rank() != MAPS_RANK || !fits(inputs.get(0))) {
      throw new IllegalArgumentException(
          name + " takes one input [1 or 3, >=" + minSide + ", >=" + minSide + "], not " + inputs);
    }
  }

  private boolean fits(Shape input) {
    return (input.extent(0) == GREY || input.extent(0) == COLOUR)
        && input.extent(1) >= minSide
        && input.extent(2) >= minSide;
  }
}
