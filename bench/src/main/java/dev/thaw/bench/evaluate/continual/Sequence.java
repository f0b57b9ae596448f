package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One learner's way through all tasks. Immutable.
 *
 * @param seconds of learning, all tasks together
 * @param keptBytes after the last task
 */
record Sequence(AccuracyMatrix accuracies, double seconds, long keptBytes) {
  private static final double NANOS = 1e9;

  /** Teaches the tasks in order and measures all of them after each. */
  static Sequence run(Learner learner, ClassOrder order, FrozenDigits digits) {
    List<List<Double>> rows = new ArrayList<>();
    long nanos = 0;
    for (int task = 0; task < order.tasks().size(); task++) {
      List<Example> examples = order.of(task, digits.training());
      long begun = System.nanoTime();
      learner.learn(examples);
      nanos += System.nanoTime() - begun;
      rows.add(scores(learner, order, digits));
    }
    return new Sequence(new AccuracyMatrix(rows), nanos / NANOS, learner.keptBytes());
  }

  /** Accuracy on each task, with the head as it is. */
  static List<Double> scores(Learner learner, ClassOrder order, FrozenDigits digits) {
    List<Double> scores = new ArrayList<>();
    for (int task = 0; task < order.tasks().size(); task++) {
      scores.add(score(learner, order.of(task, digits.test())));
    }
    return scores;
  }

  /** The share of examples whose label is the best of all ten. */
  private static double score(Learner learner, List<Example> examples) {
    List<List<Tensor>> logits =
        learner
            .model()
            .forwardBatch(
                FrozenDigits.DEPTH,
                learner.model().layerCount(),
                examples.stream().map(Example::activation).toList());
    int right = 0;
    for (int i = 0; i < examples.size(); i++) {
      right += best(logits.get(i).get(0).toFloats()) == examples.get(i).label() ? 1 : 0;
    }
    return right / (double) examples.size();
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
