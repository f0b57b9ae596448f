package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trains the head that the last task left on the new task's examples and those it kept of earlier
 * ones. Every class counts the same in the loss, however few of its examples were kept.
 */
final class ReplayLearner implements Learner {
  private final FrozenDigits digits;
  private final HeadOptions options;
  private final long seed;
  private final ReplayBuffer kept;
  private LayeredModel model;

  /** Starts with untrained layers behind the features, by {@code seed}. */
  ReplayLearner(FrozenDigits digits, HeadOptions options, int most, long seed) {
    this.digits = digits;
    this.options = options;
    this.seed = seed;
    this.kept = new ReplayBuffer(most, seed);
    this.model = digits.untrained(seed);
  }

  @Override
  public void learn(List<Example> task) {
    List<Example> all = new ArrayList<>(task);
    all.addAll(kept.examples());
    List<byte[]> head =
        new HeadTrainer().train(model, FrozenDigits.DEPTH, balanced(all), options, seed).layers();
    LayeredModel next = model.withLayers(FrozenDigits.DEPTH, head);
    model.close();
    model = next;
    kept.add(task);
  }

  @Override
  public LayeredModel model() {
    return model;
  }

  @Override
  public long keptBytes() {
    return (long) kept.size() * digits.featureBytes();
  }

  @Override
  public void close() {
    model.close();
  }

  /** The examples with weights whose sum is the same for each class. */
  static List<Example> balanced(List<Example> examples) {
    long[] counts = new long[ClassOrder.DIGITS];
    examples.forEach(example -> counts[example.label()]++);
    double each = examples.size() / (double) Arrays.stream(counts).filter(n -> n > 0).count();
    return examples.stream()
        .map(e -> new Example(e.activation(), e.label(), (float) (each / counts[e.label()])))
        .toList();
  }
}
