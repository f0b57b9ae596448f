package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.GradientTape;
import dev.thaw.model.ModelException;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One training of one head. Not thread-safe; used once. */
final class HeadRun {
  // A training that ends this much worse than it began has diverged, finite or not.
  private static final double LOSS_FACTOR = 2;
  private static final double LOSS_MARGIN = 1;

  private final String task;
  private final ThawedLayers job;
  private final TrainingSet set;
  private final Optional<TrainingSet> validation;
  private final HeadOptions options;
  private final Runnable beforeStep;
  private final Random random;
  private final List<AnchoredAdam> parameters;
  private final int epochs;
  private final int steps;
  private final List<CurvePoint> curve = new ArrayList<>();
  private int step;

  HeadRun(
      ThawedLayers job,
      TaskSpec task,
      HeadExamples examples,
      HeadOptions options,
      long seed,
      Runnable beforeStep) {
    int labels = task.labels().size();
    this.task = task.name();
    this.job = job;
    this.set = new TrainingSet(job, examples.training(), labels);
    this.validation =
        examples.validation().isEmpty()
            ? Optional.empty()
            : Optional.of(new TrainingSet(job, examples.validation(), labels));
    this.options = options;
    this.beforeStep = beforeStep;
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
    Score before = score(set);
    note(0, before.loss());
    for (int epoch = 1; epoch <= epochs; epoch++) {
      note(epoch, runEpoch(tape));
    }
    Score after = score(set);
    requireSound(before, after);
    return Map.of(
        "examples", (double) set.size(),
        "epochs", (double) epochs,
        "steps", (double) steps,
        "lossBefore", before.loss(),
        "loss", after.loss(),
        "accuracyBefore", before.accuracy(),
        "trainAccuracy", after.accuracy());
  }

  /** One point for the start and one for each epoch that ended. */
  List<CurvePoint> curve() {
    return curve;
  }

  private void note(int epoch, double loss) {
    Score held = validation.map(this::score).orElse(Score.NONE);
    curve.add(new CurvePoint(epoch, loss, held.loss(), held.accuracy()));
  }

  /** Returns the mean loss of the epoch's examples. */
  private double runEpoch(GradientTape tape) {
    double loss = 0;
    try (NDManager epoch = job.manager().newSubManager()) {
      TrainingSet.Order order = set.ordered(epoch, permutation());
      for (int from = 0; from < set.size(); from += options.batchSize()) {
        int to = Math.min(set.size(), from + options.batchSize());
        loss += runStep(tape, epoch, order, from, to);
      }
    }
    return loss / set.size();
  }

  /** Returns the sum of the batch's losses before the step. */
  private float runStep(
      GradientTape tape, NDManager epoch, TrainingSet.Order order, int from, int to) {
    beforeStep.run();
    float rate = options.learningRate() * (steps - step) / steps;
    try (NDManager scratch = epoch.newSubManager()) {
      TrainingSet.Order batch = order.slice(scratch, from, to);
      Pass pass = new Pass(options.dropout(), false);
      NDArray loss = batch.loss(job.logits(batch.activations(), pass), options.temperature());
      float sum = requireFinite(loss.getFloat());
      tape.backward(loss);
      parameters.forEach(parameter -> parameter.step(scratch, rate));
      step++;
      return sum;
    }
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

  private Score score(TrainingSet scored) {
    return Score.of(job, scored, options.temperature(), beforeStep);
  }

  private float requireFinite(float loss) {
    if (!Float.isFinite(loss)) {
      throw new ModelException(
          "head of " + task, "training diverged: loss " + loss + " at step " + step);
    }
    return loss;
  }

  private void requireSound(Score before, Score after) {
    boolean grown = !(after.loss() <= before.loss() * LOSS_FACTOR + LOSS_MARGIN);
    if (grown || !parameters.stream().allMatch(AnchoredAdam::isFinite)) {
      throw new ModelException(
          "head of " + task,
          "training diverged: loss " + before.loss() + " before and " + after.loss() + " after");
    }
  }
}
