package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.closedform.ClosedFormOptions;
import dev.thaw.model.closedform.Contributions;
import dev.thaw.model.closedform.OneStepTrainer;
import dev.thaw.model.closedform.Statistics;
import dev.thaw.model.head.Example;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps no example, only the exact sums over all there were, and solves the head's ridge regression
 * from them in one step. Sums do not depend on the order of the examples, so nothing is forgotten;
 * an earlier task only loses what later classes take from it.
 */
final class SumsLearner implements Learner {
  /** So high that the untrained layers' own logits do not count: the regression is all. */
  private static final float TEMPERATURE = 1e6f;

  private static final ClosedFormOptions OPTIONS =
      new ClosedFormOptions(TEMPERATURE, 1, 4, 1, false, 1, 1);

  private final LayeredModel untrained;
  private final Contributions contributions;
  private final Statistics sums;
  private final Set<Integer> labels = new HashSet<>();
  private LayeredModel model;

  /** Starts with untrained layers behind the features, by {@code seed}. */
  SumsLearner(FrozenDigits digits, long seed) {
    this.untrained = digits.untrained(seed);
    this.contributions = Contributions.of(untrained, FrozenDigits.DEPTH, TEMPERATURE);
    this.sums = contributions.empty();
    this.model = digits.untrained(seed);
  }

  @Override
  public void learn(List<Example> task) {
    for (Example example : task) {
      sums.add(contributions.of(example));
      labels.add(example.label());
    }
    List<byte[]> head =
        new OneStepTrainer()
            .train(untrained, FrozenDigits.DEPTH, sums, labels, List.of(), List.of(), OPTIONS)
            .layers();
    model.close();
    model = untrained.withLayers(FrozenDigits.DEPTH, head);
  }

  @Override
  public LayeredModel model() {
    return model;
  }

  @Override
  public long keptBytes() {
    return sums.toBytes().length;
  }

  @Override
  public void close() {
    model.close();
    untrained.close();
  }
}
