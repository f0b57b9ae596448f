package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Digits as the activations that frozen layers gave once. Immutable.
 *
 * @param data where the digits come from
 * @param backbone what the frozen layers were trained on
 * @param task ten labels; its layers from {@link #DEPTH} on are the head
 * @param training what heads learn from
 * @param test what accuracy is measured on, disjoint from it
 */
record FrozenDigits(
    String data, String backbone, TaskSpec task, List<Example> training, List<Example> test) {
  /** Layers that are frozen; two are trained. */
  static final int DEPTH = 6;

  /** Far from the seeds of backbones: one that was trained with a head suits its first values. */
  private static final long FIRST_SEED = 1_000_000;

  FrozenDigits {
    training = List.copyOf(training);
    test = List.copyOf(test);
    requireAllDigits(data, training);
    requireAllDigits(data, test);
  }

  /** The labels of every task of digits. */
  static List<String> labels() {
    return IntStream.range(0, ClassOrder.DIGITS).mapToObj(Integer::toString).toList();
  }

  /** Activations of inputs, each with its label. */
  static List<Example> examples(
      LayeredModel frozen, List<List<Tensor>> inputs, List<Integer> labels) {
    List<List<Tensor>> features = frozen.forwardBatch(0, DEPTH, inputs);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      examples.add(new Example(features.get(i), labels.get(i), 1));
    }
    return examples;
  }

  /** A model whose head knows nothing; its layers before the head are never run. */
  LayeredModel untrained(long seed) {
    return LayeredModel.create(task, FIRST_SEED + seed);
  }

  /** Bytes of one cached activation. */
  int featureBytes() {
    return training.get(0).activation().stream().mapToInt(Tensor::byteSize).sum();
  }

  private static void requireAllDigits(String data, List<Example> examples) {
    long found = examples.stream().map(Example::label).distinct().count();
    if (found != ClassOrder.DIGITS) {
      throw new IllegalArgumentException(
          data + " has " + found + " of the 10 digits where each is needed: give more of it");
    }
  }
}
