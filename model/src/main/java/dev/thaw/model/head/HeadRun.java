package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.GradientTape;
import dev.thaw.model.ModelException;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One training of one head. Not thread-safe; used once. */
final class HeadRun {
  private final String task;
  private final ThawedLayers job;
  private final TrainingSet set;
  private final Optional<TrainingSet> validation;
  private final HeadOptions options;
  private final Runnable beforeStep;
  private final SampleOrder order;
  private final EarlyStop stop;
  private final List<AnchoredAdam> parameters;
  private final int epochs;
  private final int steps;
  private final List<CurvePoint> curve = new ArrayList<>();
  private int step;

  HeadRun(ThawedLayers job, HeadPlan plan, Runnable beforeStep) {
    HeadExamples examples = plan.examples();
    int labels = plan.start().task().labels().size();
    this.task = plan.start().task().name();
    this.job = job;
    this.set = new TrainingSet(job, examples.training(), labels);
    this.validation =
        examples.validation().isEmpty()
            ? Optional.empty()
            : Optional.of(new TrainingSet(job, examples.validation(), labels));
    this.options = plan.options();
    this.beforeStep = beforeStep;
    this.order = new SampleOrder(plan.seed(), set.size());
    this.stop = new EarlyStop(options.leastGain());
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
    boolean ended = false;
    for (int epoch = 1; epoch <= epochs && !ended; epoch++) {
      double loss = runEpoch(tape);
      note(epoch, loss);
      ended = stop.isLast(loss);
    }
    Score after = score(set);
    requireSound(before, after);
    return Score.metrics(before, after, set.size(), curve.size() - 1, step);
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
      TrainingSet.Order shuffled = set.ordered(epoch, order.next());
      for (int from = 0; from < set.size(); from += options.batchSize()) {
        int to = Math.min(set.size(), from + options.batchSize());
        loss += runStep(tape, epoch, shuffled, from, to);
      }
    }
    return loss / set.size();
  }

  /** Returns the sum of the batch's losses before the step. */
  private float runStep(
      GradientTape tape, NDManager epoch, TrainingSet.Order shuffled, int from, int to) {
    beforeStep.run();
    float rate = options.learningRate() * (steps - step) / steps;
    try (NDManager scratch = epoch.newSubManager()) {
      TrainingSet.Order batch = shuffled.slice(scratch, from, to);
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

  private Score score(TrainingSet scored) {
    return Score.of(job, scored, options.temperature(), beforeStep);
  }

  private float requireFinite(float loss) {
    return Divergence.requireFinite(task, step, loss);
  }

  private void requireSound(Score before, Score after) {
    boolean finite = parameters.stream().allMatch(AnchoredAdam::isFinite);
    Divergence.requireNone(task, before, after, finite);
  }
}
