package dev.thaw.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.model.GradientTape;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cloud's own training of a head from activations, against the gradient that goes back through
 * a whole model. Adam's first step is {@code g / (|g| + 1e-8)} times its rate, which for usual
 * gradients says nothing but their sign. So the loss is made so flat, by a high temperature, that
 * they are about as small as 1e-8: then the step tells how large each of them is.
 */
class SplitGradientTest {
  private static final LayeredModel GENERAL = Crew.BASE.model();
  private static final List<Sample> SAMPLES = Crew.having(20).get(0).adapt();
  private static final float FLAT = 1e7f;
  private static final float RATE = 0.5f;
  private static final double EPSILON = 1e-8;

  @AfterAll
  static void close() {
    GENERAL.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void theCloudsFirstStepIsThatOfEndToEndTraining(int depth) {
    float[] steps = cloudStep(depth);
    float[] gradient = endToEnd(depth);
    assertThat(steps).hasSameSizeAs(gradient);
    int telling = 0;
    for (int i = 0; i < steps.length; i++) {
      double g = gradient[i] / FLAT;
      double expected = -g / (Math.abs(g) + EPSILON);
      assertThat((double) steps[i]).as("value %d", i).isCloseTo(expected, within(1e-5));
      telling += Math.abs(expected) > 0.01 && Math.abs(expected) < 0.99 ? 1 : 0;
    }
    assertThat(telling).as("steps that show a magnitude").isGreaterThan(steps.length / 10);
  }

  /** What one step changes over its rate, by the layers' trained values in order. */
  private static float[] cloudStep(int depth) {
    Slice slice = new Slice(GENERAL, depth);
    List<Example> examples =
        slice.activations(SAMPLES).stream()
            .map(sample -> new Example(sample.input(), sample.label(), 1))
            .toList();
    HeadOptions once = new HeadOptions(1, 0, examples.size(), RATE, 0, false, FLAT);
    List<byte[]> trained = new HeadTrainer().train(GENERAL, depth, examples, once, 1).layers();
    try (LayeredModel model = GENERAL.withLayers(depth, trained);
        ThawedLayers after = ThawedLayers.copyOf(model, depth);
        ThawedLayers before = ThawedLayers.copyOf(GENERAL, depth)) {
      float[] step = joined(after.trained());
      float[] start = joined(before.trained());
      for (int i = 0; i < step.length; i++) {
        step[i] = (step[i] - start[i]) / RATE;
      }
      return step;
    }
  }

  /**
   * The gradient from the inputs through all layers. Where the temperature is high, all labels are
   * equally likely, and the loss is linear in the logits.
   */
  private static float[] endToEnd(int depth) {
    try (ThawedLayers job = ThawedLayers.copyOf(GENERAL, 0);
        ThawedLayers head = ThawedLayers.copyOf(GENERAL, depth);
        GradientTape tape = GradientTape.open(1)) {
      List<NDArray> all = job.trained();
      List<NDArray> thawed = all.subList(all.size() - head.trained().size(), all.size());
      thawed.forEach(value -> value.setRequiresGradient(true));
      NDManager manager = job.manager();
      NDArray logits =
          job.logits(
              job.stack(manager, SAMPLES.stream().map(Sample::input).toList()), Pass.EVALUATION);
      tape.backward(logits.mul(manager.create(slopes(), logits.getShape())).sum());
      return joined(thawed.stream().map(NDArray::getGradient).toList());
    }
  }

  private static float[] slopes() {
    int labels = GENERAL.task().labels().size();
    float[] slopes = new float[SAMPLES.size() * labels];
    Arrays.fill(slopes, 1f / labels / SAMPLES.size());
    for (int row = 0; row < SAMPLES.size(); row++) {
      slopes[row * labels + SAMPLES.get(row).label()] -= 1f / SAMPLES.size();
    }
    return slopes;
  }

  private static float[] joined(List<NDArray> arrays) {
    List<float[]> parts = new ArrayList<>();
    arrays.forEach(array -> parts.add(array.reshape(new Shape(array.size())).toFloatArray()));
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
