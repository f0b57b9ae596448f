package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.List;

/** Which layers of which model are a head. */
public enum HeadLayers {
  /** 512 values to 62 labels by way of 128. */
  HANDWRITING_6("512-128-62", true, 2),
  /** 128 values to 62 labels. */
  HANDWRITING_7("128-62", true, 1),
  /** The classifier of {@code mobilenet-v2}, 1,280 values to 62 labels, on untrained layers. */
  MOBILENET_V2("1280-62", false, 1);

  private static final int SIDE = 32;

  private final String sizes;
  private final boolean stacked;
  private final int thawed;

  HeadLayers(String sizes, boolean stacked, int thawed) {
    this.sizes = sizes;
    this.stacked = stacked;
    this.thawed = thawed;
  }

  /** Whether many such heads can take a step as one. */
  boolean isStacked() {
    return stacked;
  }

  /** The model that it is the head of; the caller closes it. */
  LayeredModel model() {
    return this == MOBILENET_V2 ? LayeredModel.create(mobileNet(), 1) : Inputs.BASE.model();
  }

  /** Where the head begins. */
  int depth(LayeredModel model) {
    return model.layerCount() - thawed;
  }

  /** Of one step on a batch: forward, by the weights, by the inputs but the first. */
  double operations(int batch) {
    try (LayeredModel model = model()) {
      int n = model.layerCount();
      int first = depth(model);
      return batch * (2.0 * model.flops(first, n) + model.flops(first + 1, n));
    }
  }

  /** How many values come in and out of each layer. */
  @Override
  public String toString() {
    return sizes;
  }

  private static TaskSpec mobileNet() {
    List<String> labels = Inputs.BASE.task().labels();
    return new TaskSpec("wide", "mobilenet-v2", labels, List.of(Shape.of(1, SIDE, SIDE)));
  }
}
