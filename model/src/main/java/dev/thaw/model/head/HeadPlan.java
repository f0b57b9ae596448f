package dev.thaw.model.head;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.List;

/**
 * One head to be trained: from where, on what, how. Immutable; the start stays its owner's to
 * close, once the head is trained.
 *
 * @param start unchanged; the pull is to its layers
 * @param depth layers {@code [depth, n)} are trained
 * @param examples each activation has the shapes of {@link LayeredModel#activationShapes} at {@code
 *     depth}
 * @param seed of the order in which examples are seen, and of dropout
 */
public record HeadPlan(
    LayeredModel start, int depth, HeadExamples examples, HeadOptions options, long seed) {
  public HeadPlan {
    if (depth < 0 || depth >= start.layerCount()) {
      throw new IllegalArgumentException(
          "no depth to train at: " + depth + " of " + start.layerCount() + " layers");
    }
    requireFit(start, depth, examples.training());
    requireFit(start, depth, examples.validation());
  }

  private static void requireFit(LayeredModel start, int depth, List<Example> examples) {
    List<Shape> shapes = start.activationShapes(depth);
    int labels = start.task().labels().size();
    for (Example example : examples) {
      List<Shape> found = example.activation().stream().map(Tensor::shape).toList();
      if (!found.equals(shapes)) {
        throw new IllegalArgumentException(
            "at cut " + depth + " an activation has shapes " + shapes + ", not " + found);
      }
      if (example.label() >= labels) {
        throw new IllegalArgumentException(
            "no label " + example.label() + " of " + labels + " labels");
      }
    }
  }
}
