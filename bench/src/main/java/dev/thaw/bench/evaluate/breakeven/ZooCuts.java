package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.model.Architecture;
import dev.thaw.model.Layer;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What passes the cuts of a net of the zoo, by count from its plan: no weights are made, and
 * nothing is packed. Immutable.
 *
 * @param channels 1 for grey images, 3 for colour
 * @param side of the input in pixels
 */
record ZooCuts(String model, int channels, int side, int labels) {
  private static final int SCALE = Float.BYTES;

  /**
   * One cut.
   *
   * @param cut layers before it
   * @param after the name of the last of them
   * @param int8Bytes values and the scale of each channel
   * @param headParameters of the layers behind it
   */
  record Cut(int cut, String after, long values, long int8Bytes, long headParameters) {}

  /** All cuts that can be a freeze point. */
  List<Cut> cuts() {
    List<Layer> layers = Architecture.named(model).layers(task());
    List<Shape> shapes = task().inputShapes();
    List<Cut> cuts = new ArrayList<>();
    for (int cut = 1; cut < layers.size(); cut++) {
      Layer last = layers.get(cut - 1);
      shapes = last.outputShapes(shapes);
      cuts.add(
          new Cut(cut, last.name(), values(shapes), int8Bytes(shapes), parameters(layers, cut)));
    }
    return cuts;
  }

  /** Bytes of an input as an image of one byte for each pixel and channel. */
  long rawBytes() {
    return (long) channels * side * side;
  }

  /** Parameters of all layers. */
  long parameters() {
    return parameters(Architecture.named(model).layers(task()), 0);
  }

  /** What tables call it. */
  String text() {
    return "%s, %dx%dx%d".formatted(model, channels, side, side);
  }

  private TaskSpec task() {
    List<String> names = IntStream.range(0, labels).mapToObj(Integer::toString).toList();
    return new TaskSpec("cuts", model, names, List.of(Shape.of(channels, side, side)));
  }

  private static long parameters(List<Layer> layers, int from) {
    return layers.subList(from, layers.size()).stream().mapToLong(Layer::parameterCount).sum();
  }

  private static long values(List<Shape> shapes) {
    return shapes.stream().mapToLong(Shape::elements).sum();
  }

  private static long int8Bytes(List<Shape> shapes) {
    return shapes.stream().mapToLong(s -> s.elements() + (long) SCALE * s.channels()).sum();
  }
}
