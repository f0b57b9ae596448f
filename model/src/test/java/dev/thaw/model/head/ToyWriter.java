package dev.thaw.model.head;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A made-up writer of five signs: each a fixed random image with noise on it. */
public final class ToyWriter {
  public static final int LABELS = 5;
  public static final TaskSpec TASK =
      new TaskSpec(
          "toy",
          "handwriting-grey",
          List.of("a", "b", "c", "d", "e"),
          List.of(Shape.of(1, 28, 28)));

  private static final float NOISE = 0.3f;

  private final float[][] signs = new float[LABELS][28 * 28];
  private final Random random;

  public ToyWriter(long seed) {
    random = new Random(seed);
    for (float[] sign : signs) {
      for (int i = 0; i < sign.length; i++) {
        sign[i] = random.nextFloat();
      }
    }
  }

  /** {@code count} examples at {@code cut}, labels in turn, all with weight 1. */
  public List<Example> examples(LayeredModel model, int cut, int count) {
    List<List<Tensor>> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(List.of(write(i % LABELS)));
    }
    List<List<Tensor>> activations = model.forwardBatch(0, cut, inputs);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(new Example(activations.get(i), i % LABELS, 1));
    }
    return examples;
  }

  Tensor write(int label) {
    float[] image = signs[label].clone();
    for (int i = 0; i < image.length; i++) {
      image[i] += NOISE * (float) random.nextGaussian();
    }
    return Tensor.ofFloats(TASK.inputShapes().get(0), image);
  }

  /** The share of {@code examples} that {@code model} gets right from {@code cut} on. */
  public static double accuracy(LayeredModel model, int cut, List<Example> examples) {
    return examples.stream().filter(e -> predict(model, cut, e) == e.label()).count()
        / (double) examples.size();
  }

  public static int predict(LayeredModel model, int cut, Example example) {
    float[] logits = model.forward(cut, model.layerCount(), example.activation()).get(0).toFloats();
    int best = 0;
    for (int label = 1; label < logits.length; label++) {
      best = logits[label] > logits[best] ? label : best;
    }
    return best;
  }
}
