package dev.thaw.model;

import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Tasks and random samples for tests. */
final class Tasks {
  private Tasks() {}

  static TaskSpec handwriting() {
    return task("handwriting", 62, Shape.of(11, 28, 28), Shape.of(20));
  }

  static TaskSpec grey() {
    return task("handwriting-grey", 10, Shape.of(1, 28, 28));
  }

  static List<Tensor> sample(List<Shape> shapes, long seed) {
    Random random = new Random(seed);
    return shapes.stream().map(shape -> tensor(shape, random)).toList();
  }

  private static Tensor tensor(Shape shape, Random random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values);
  }

  private static TaskSpec task(String architecture, int labels, Shape... inputs) {
    List<String> names = IntStream.range(0, labels).mapToObj(Integer::toString).toList();
    return new TaskSpec("test", architecture, names, List.of(inputs));
  }
}
