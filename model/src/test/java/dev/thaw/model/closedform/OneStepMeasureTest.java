package dev.thaw.model.closedform;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Prints what a sample costs in sums of 640 columns and 62 labels; by {@code -Dthaw.measure}. */
@EnabledIfSystemProperty(named = "thaw.measure", matches = "true")
class OneStepMeasureTest {
  private static final int DEPTH = 6;
  private static final int SAMPLES = 300;
  private static final double NANOS = 1e6;

  private final Random random = new Random(20261122);

  @Test
  void addingTakingAwayWritingReadingAndFitting() {
    List<String> labels = IntStream.range(0, 62).mapToObj(i -> "c" + i).toList();
    TaskSpec task = new TaskSpec("signs", "handwriting-grey", labels, List.of(Shape.of(1, 28, 28)));
    try (LayeredModel model = LayeredModel.create(task, 1)) {
      Contributions made = Contributions.of(model, DEPTH, 2);
      List<Example> examples = examples(model);
      List<Contribution> all = new ArrayList<>();
      Statistics sums = made.empty();
      OneStepTrainer trainer = new OneStepTrainer();
      ClosedFormOptions options = ClosedFormOptions.defaults();
      examples.forEach(example -> all.add(made.of(example)));
      print("run one sample", SAMPLES, i -> made.of(examples.get(i)));
      print("add it", SAMPLES, i -> sums.add(all.get(i)));
      print("take it away", SAMPLES / 2, i -> sums.remove(all.get(i)));
      byte[] bytes = sums.toBytes();
      print("write the sums", 20, i -> sums.toBytes());
      print("read them", 20, i -> Statistics.fromBytes(bytes));
      print(
          "fit a head",
          20,
          i -> trainer.train(model, DEPTH, sums, Set.of(), List.of(), List.of(), options));
      System.out.println("bytes of the sums: " + bytes.length);
    }
  }

  private List<Example> examples(LayeredModel model) {
    List<Example> examples = new ArrayList<>();
    Shape shape = model.activationShapes(DEPTH).get(0);
    for (int i = 0; i < SAMPLES; i++) {
      float[] values = new float[shape.elements()];
      for (int at = 0; at < values.length; at++) {
        values[at] = Math.max(0, (float) random.nextGaussian());
      }
      examples.add(new Example(List.of(Tensor.ofFloats(shape, values)), i % 62, 1));
    }
    return examples;
  }

  private static void print(String what, int times, IntConsumer work) {
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      work.accept(i);
      millis[i] = (System.nanoTime() - begun) / NANOS;
    }
    Arrays.sort(millis);
    System.out.printf(Locale.ROOT, "%s: median %.2f ms%n", what, millis[times / 2]);
  }
}
