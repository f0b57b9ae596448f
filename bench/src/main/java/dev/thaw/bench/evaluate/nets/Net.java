package dev.thaw.bench.evaluate.nets;

import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A net at one size of its inputs, for measurements of speed: untrained but for {@code
 * handwriting}, since speed does not depend on what the values are. Immutable.
 *
 * @param name the architecture
 * @param inputs shapes without a batch dimension
 */
public record Net(String name, List<Shape> inputs) {
  private static final String HANDWRITING = "handwriting";
  private static final int THAWED_AT_FIRST = 2;
  private static final int LABELS = 10;
  private static final int COLOURS = 3;

  public Net {
    inputs = List.copyOf(inputs);
  }

  /** The model that ships with the application. */
  public static Net handwriting() {
    return new Net(HANDWRITING, List.of(Shape.of(11, 28, 28), Shape.of(20)));
  }

  /** A net of grey pictures. */
  public static Net grey(String name, int side) {
    return new Net(name, List.of(Shape.of(1, side, side)));
  }

  /** A net of colour pictures. */
  public static Net colour(String name, int side) {
    return new Net(name, List.of(Shape.of(COLOURS, side, side)));
  }

  /** The first input's shape, such as {@code 3x96x96}. */
  public String input() {
    return IntStream.of(inputs.get(0).extents())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining("x"));
  }

  /** The model; the caller closes it. */
  public LayeredModel model() {
    return name.equals(HANDWRITING)
        ? BundledModel.handwriting().model()
        : LayeredModel.create(task(), 1);
  }

  /**
   * Layers that are frozen: for {@code handwriting} as many as when a cloud installs it, for the
   * others all but the last, which classifies.
   */
  public int depth(LayeredModel model) {
    return model.layerCount() - (name.equals(HANDWRITING) ? THAWED_AT_FIRST : 1);
  }

  /** Random inputs in random classes; the same for the same seed. */
  public List<Example> samples(int count, int labels, long seed) {
    Random random = new Random(seed);
    List<Example> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Tensor> input = inputs.stream().map(shape -> tensor(shape, random)).toList();
      samples.add(new Example(input, random.nextInt(labels), 1));
    }
    return samples;
  }

  private TaskSpec task() {
    List<String> labels = IntStream.range(0, LABELS).mapToObj(Integer::toString).toList();
    return new TaskSpec("speed", name, labels, inputs);
  }

  private static Tensor tensor(Shape shape, Random random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Tensor.ofFloats(shape, values);
  }
}
