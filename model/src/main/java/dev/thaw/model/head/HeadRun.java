package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.GradientTape;
import dev.thaw.model.ModelException;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One training of one head. Not thread-safe; used once. */
final class HeadRun {
  private static final int EVALUATION_ROWS = 512;
  // A training that ends this much worse than it began has diverged, finite or not.
  private static final double LOSS_FACTOR = 2;
  private static final double LOSS_MARGIN = 1;

  private final String task;
  private final ThawedLayers job;
  private final TrainingSet set;
  private final HeadOptions options;
  private final Random random;
  private final List<AnchoredAdam> parameters;
  private final int epochs;
  private final int steps;
  private int step;

  HeadRun(String task, ThawedLayers job, TrainingSet set, HeadOptions options, long seed) {
    this.task = task;
    this.job = job;
    this.set = set;
    this.options = options;
    this.random = new Random(seed);
    this.parameters = job.trained().stream().map(this::optimised).toList();
    this.epochs = options.epochsFor(set.size());
    this.steps = epochs * options.stepsPerEpoch(set.size());
  }

  /**
   * Trains and checks the result.
   *
   * @throws ModelException if the loss or a value is not finite, or the loss has grown
   */
  Map<String, Double> train(GradientTape tape) {
    Score before = score();
    for (int epoch = 0; epoch < epochs; epoch++) {
      runEpoch(tape);
    }
    Score after = score();
    requireSound(before, after);
    return Map.of(
        "examples", (double) set.size(),
        "epochs", (double) epochs,
        "steps", (double) steps,
        "lossBefore", before.loss,
        "loss", after.loss,
        "accuracyBefore", before.accuracy,
        "trainAccuracy", after.accuracy);
  }

  private void runEpoch(GradientTape tape) {
    try (NDManager epoch = job.manager().newSubManager()) {
      TrainingSet.Order order = set.ordered(epoch, permutation());
      for (int from = 0; from < set.size(); from += options.batchSize()) {
        runStep(tape, epoch, order, from, Math.min(set.size(), from + options.batchSize()));
      }
    }
  }

  private void runStep(
      GradientTape tape, NDManager epoch, TrainingSet.Order order, int from, int to) {
    float rate = options.learningRate() * (steps - step) / steps;
    try (NDManager scratch = epoch.newSubManager()) {
      TrainingSet.Order batch = order.slice(scratch, from, to);
      Pass pass = new Pass(options.dropout(), false);
      NDArray loss = batch.loss(job.logits(batch.activations(), pass), options.temperature());
      requireFinite(loss.getFloat());
      tape.backward(loss);
      parameters.forEach(parameter -> parameter.step(scratch, rate));
    }
    step++;
  }

  /** Gradients are divided by the full batch's size, so that a ragged last one counts less. */
  private AnchoredAdam optimised(NDArray parameter) {
    int fullBatch = Math.min(set.size(), options.batchSize());
    return new AnchoredAdam(parameter, 1f / fullBatch, options.l2());
  }

  private int[] permutation() {
    int[] order = new int[set.size()];
    for (int i = 0; i < order.length; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  /**
   * Loss and accuracy over all examples, without dropout.
   *
   * @param loss weighted mean cross-entropy in nats
   * @param accuracy weighted share of hits
   */
  private record Score(double loss, double accuracy) {}

  private Score score() {
    double loss = 0;
    double hits = 0;
    for (int from = 0; from < set.size(); from += EVALUATION_ROWS) {
      try (NDManager scratch = job.manager().newSubManager()) {
        int to = Math.min(set.size(), from + EVALUATION_ROWS);
        TrainingSet.Order rows = set.asGiven().slice(scratch, from, to);
        NDArray logits = job.logits(rows.activations(), Pass.EVALUATION);
        loss += rows.loss(logits, options.temperature()).getFloat();
        hits += rows.hits(logits);
      }
    }
    return new Score(loss / set.size(), hits / set.size());
  }

  private void requireFinite(float loss) {
    if (!Float.isFinite(loss)) {
      throw new ModelException(
          "head of " + task, "training diverged: loss " + loss + " at step " + step);
    }
  }

  private void requireSound(Score before, Score after) {
    boolean grown = !(after.loss <= before.loss * LOSS_FACTOR + LOSS_MARGIN);
    if (grown || !parameters.stream().allMatch(AnchoredAdam::isFinite)) {
      throw new ModelException(
          "head of " + task,
          "training diverged: loss " + before.loss + " before and " + after.loss + " after");
    }
  }
}
