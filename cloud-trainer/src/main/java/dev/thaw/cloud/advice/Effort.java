package dev.thaw.cloud.advice;

import dev.thaw.cloud.training.Replay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How much the comparison is given: the same at every depth, and so that all trainings together
 * take about the budgeted time. Immutable.
 *
 * @param depths at which heads are trained: those that have features, from the deepest on as far as
 *     the budget goes
 * @param folds of each cross-validation, at most
 * @param features drawn, over all folds
 * @param replay general features mixed in
 * @param replayWeight what their weights are multiplied by, so that their share stays that of a
 *     training on all features
 */
record Effort(List<Integer> depths, int folds, int features, Replay replay, float replayWeight) {
  private static final int LEAST = 64;
  private static final int LEAST_FOLDS = 2;
  private static final long MAX_BYTES = 64L << 20;
  private static final double NANOS = 1e9;

  Effort {
    depths = List.copyOf(depths);
  }

  static Effort of(
      AdviceSettings settings, TrainingCost cost, FeatureDraw draw, List<Integer> candidates) {
    double budget = settings.budget().toNanos() / NANOS;
    List<Integer> depths = affordable(cost, draw, candidates, budget);
    int available = depths.stream().mapToInt(draw::available).max().orElse(0);
    Replay replay = cost.settings().replay();
    int labels = cost.model().task().labels().size();
    int general = replay.perClass() * labels;
    int most = settings.folds(draw.devices().size());
    int folds = folds(cost, depths, available, general, most, budget);
    int wanted = inTraining(available, folds) + general;
    int examples = examples(cost, depths, wanted, budget / folds);
    int perClass = examples < wanted ? fewer(replay, examples / 2 / labels) : replay.perClass();
    int training = Math.max(LEAST, examples - perClass * labels);
    int features = (int) Math.min(available, (long) training * folds / (folds - 1));
    return new Effort(
        depths,
        folds,
        features,
        new Replay(perClass, replay.absentWeight(), replay.presentWeight()),
        weight(replay.perClass(), perClass, (double) features / Math.max(1, draw.stored())));
  }

  /** The deepest depths, for training there is cheapest, that take the least of examples. */
  private static List<Integer> affordable(
      TrainingCost cost, FeatureDraw draw, List<Integer> candidates, double budget) {
    List<Integer> deepestFirst = new ArrayList<>(candidates);
    Collections.reverse(deepestFirst);
    List<Integer> affordable = new ArrayList<>();
    for (int depth : deepestFirst) {
      affordable.add(depth);
      if (draw.available(depth) == 0 || cost.seconds(affordable, LEAST) * LEAST_FOLDS > budget) {
        affordable.remove(affordable.size() - 1);
      }
    }
    return affordable;
  }

  /** Two folds of many features tell more than five of few: five only if all can be used. */
  private static int folds(
      TrainingCost cost,
      List<Integer> depths,
      int available,
      int general,
      int most,
      double budget) {
    int folds = most;
    while (folds > LEAST_FOLDS
        && cost.seconds(depths, inTraining(available, folds) + general) * folds > budget) {
      folds--;
    }
    return folds;
  }

  /** The most examples in one training that time and memory allow; by bisection. */
  private static int examples(TrainingCost cost, List<Integer> depths, int wanted, double seconds) {
    long largest = depths.stream().mapToLong(cost::activationBytes).max().orElse(1);
    int low = Math.min(LEAST, wanted);
    int high = (int) Math.max(low, Math.min(wanted, MAX_BYTES / largest));
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      boolean fits = cost.seconds(depths, middle) <= seconds;
      low = fits ? middle : low;
      high = fits ? high : middle - 1;
    }
    return low;
  }

  private static int inTraining(int features, int folds) {
    return (int) ((long) features * (folds - 1) / folds);
  }

  /** Some of every class, if there are to be any. */
  private static int fewer(Replay replay, int perClass) {
    return Math.min(replay.perClass(), Math.max(1, perClass));
  }

  private static float weight(int perClassOfAll, int perClass, double share) {
    return perClass == 0 ? 1 : (float) (share * perClassOfAll / perClass);
  }
}
