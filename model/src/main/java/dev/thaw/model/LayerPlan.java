package dev.thaw.model;

import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A task's layers in order, without values, and the shapes that pass between them: those of its
 * architecture and perhaps a {@link Residual} behind them. Immutable.
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

  int labels() {
    return task.labels().size();
  }

  /** The layer behind the architecture's, if there is one. */
  Optional<Residual> residual() {
    return layers.get(size() - 1) instanceof Residual residual
        ? Optional.of(residual)
        : Optional.empty();
  }

  /** The number of the architecture's layers. */
  int architectureSize() {
    return residual().isPresent() ? size() - 1 : size();
  }

  /** Whether the activation at {@code cut} is one vector of at least so many values. */
  boolean isVectorOf(int cut, int values) {
    List<Shape> at = shapes.get(cut);
    return at.size() == 1 && at.get(0).rank() == 1 && at.get(0).elements() >= values;
  }

  /**
   * The plan of what has this plan's layers before {@code from} and {@code suffix} from there on:
   * as many layers as the architecture has, or one more, which is a residual layer.
   *
   * @throws ModelException if the one more is not
   * @throws IllegalArgumentException if there are more or fewer
   */
  LayerPlan followedBy(int from, List<byte[]> suffix) {
    if (from == size() && suffix.isEmpty()) {
      return this;
    }
    LayerPlan plain = withoutResidual();
    int more = from + suffix.size() - plain.size();
    if (from > plain.size() || more < 0 || more > 1) {
      throw new IllegalArgumentException(
          "expected " + (plain.size() - from) + " layers or one more, not " + suffix.size());
    }
    return more == 0 ? plain : plain.with(Residual.read(suffix.get(suffix.size() - 1), plain));
  }

  private LayerPlan withoutResidual() {
    int plain = architectureSize();
    return new LayerPlan(task, layers.subList(0, plain), shapes.subList(0, plain + 1));
  }

  private LayerPlan with(Residual residual) {
    List<Layer> more = new ArrayList<>(layers);
    more.add(residual);
    List<List<Shape>> moreShapes = new ArrayList<>(shapes);
    moreShapes.add(shapes.get(size()));
    return new LayerPlan(task, List.copyOf(more), List.copyOf(moreShapes));
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
   * The values of layers {@code [from, n)} from their canonical bytes, as many as there are layers.
   *
   * @throws ModelException if an array is not the bytes of its layer; nothing stays allocated then
   */
  List<LayerWeights> read(int from, List<byte[]> bytes) {
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

  /** As {@link #requireSlice}, and that nothing is read from before {@code from}. */
  void requireRun(int from, int to) {
    requireSlice(from, to);
    if (from < to && to == size() && from > residual().map(Residual::firstCut).orElse(from)) {
      throw new IllegalArgumentException(
          "a slice from "
              + from
              + " lacks what the residual layer reads at cut "
              + residual().orElseThrow().firstCut());
    }
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
