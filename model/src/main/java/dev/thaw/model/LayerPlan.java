package dev.thaw.model;

import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A task's layers in order, without values, and the shapes that pass between them. Immutable.
 *
 * @param shapes at index {@code c}, the shapes of one sample's activation at cut {@code c}
 */
record LayerPlan(TaskSpec task, List<Layer> layers, List<List<Shape>> shapes) {
  /**
   * The plan of a task.
   *
   * @throws IllegalArgumentException if the architecture is unknown or does not fit the task
   */
  static LayerPlan of(TaskSpec task) {
    List<Layer> layers = List.copyOf(Architecture.named(task.architecture()).layers(task));
    List<List<Shape>> shapes = new ArrayList<>();
    shapes.add(task.inputShapes());
    for (Layer layer : layers) {
      shapes.add(List.copyOf(layer.outputShapes(shapes.get(shapes.size() - 1))));
    }
    List<Shape> logits = List.of(Shape.of(task.labels().size()));
    if (!shapes.get(layers.size()).equals(logits)) {
      throw new IllegalArgumentException(
          task.architecture() + " gives " + shapes.get(layers.size()) + ", not " + logits);
    }
    return new LayerPlan(task, layers, List.copyOf(shapes));
  }

  int size() {
    return layers.size();
  }

  /** Fresh values for all layers. */
  List<LayerWeights> initial(long seed) {
    List<LayerWeights> weights = new ArrayList<>();
    for (Layer layer : layers) {
      weights.add(LayerWeights.initial(layer, seed * 1_000_003 + weights.size()));
    }
    return weights;
  }

  /**
   * The values of layers {@code [from, n)} from their canonical bytes.
   *
   * @throws ModelException if an array is not the bytes of its layer; nothing stays allocated then
   */
  List<LayerWeights> read(int from, List<byte[]> bytes) {
    if (bytes.size() != size() - from) {
      throw new IllegalArgumentException(
          "expected " + (size() - from) + " layers, not " + bytes.size());
    }
    List<LayerWeights> read = new ArrayList<>();
    try {
      for (int i = from; i < size(); i++) {
        read.add(LayerWeights.read(layers.get(i), bytes.get(i - from)));
      }
      return read;
    } catch (RuntimeException | Error e) {
      read.forEach(LayerWeights::release);
      throw e;
    }
  }

  /** Floating-point operations of layers {@code [from, to)} for one sample. */
  long flops(int from, int to) {
    requireSlice(from, to);
    return IntStream.range(from, to).mapToLong(i -> layers.get(i).flops(shapes.get(i))).sum();
  }

  void requireSlice(int from, int to) {
    if (from < 0 || to < from || to > size()) {
      throw new IllegalArgumentException(
          "no slice [" + from + "," + to + ") of " + size() + " layers");
    }
  }

  void requireShapes(int cut, List<Tensor> sample) {
    if (!fits(shapes.get(cut), sample)) {
      List<Shape> found = sample.stream().map(Tensor::shape).toList();
      throw new IllegalArgumentException(
          "at cut " + cut + " a sample has shapes " + shapes.get(cut) + ", not " + found);
    }
  }

  private static boolean fits(List<Shape> expected, List<Tensor> sample) {
    boolean fits = expected.size() == sample.size();
    for (int i = 0; fits && i < sample.size(); i++) {
      fits = expected.get(i).equals(sample.get(i).shape());
    }
    return fits;
  }
}
