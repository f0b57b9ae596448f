package dev.thaw.model.head;

import dev.thaw.model.ModelException;
import dev.thaw.model.ThawedLayers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One head of a stack while it is trained: its own examples, their order, learning rate and end.
 * Not thread-safe; the creator closes it.
 */
final class StackedHead implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final HeadPlan plan;
  private final HeadOptions options;
  private final ThawedLayers job;
  private final ExampleRows set;
  private final Optional<ExampleRows> validation;
  private final List<HeadLayer> layers;
  private final SampleOrder order;
  private final EarlyStop stop;
  private final int steps;
  private final List<CurvePoint> curve = new ArrayList<>();
  private Score before = Score.NONE;
  private Optional<ModelException> failure = Optional.empty();
  private int[] shuffled;
  private int from;
  private int step;
  private double epochLoss;
  private boolean stopped;
  private long nanos;

  StackedHead(HeadPlan plan, StackShape shape, SharedRows shared) {
    HeadExamples examples = plan.examples();
    this.plan = plan;
    this.options = plan.options();
    this.set = new ExampleRows(examples.training(), shared);
    this.validation =
        examples.validation().isEmpty()
            ? Optional.empty()
            : Optional.of(new ExampleRows(examples.validation(), shared));
    this.order = new SampleOrder(plan.seed(), set.size());
    this.shuffled = order.next();
    this.stop = new EarlyStop(options.leastGain());
    this.steps = options.epochsFor(set.size()) * options.stepsPerEpoch(set.size());
    this.job = ThawedLayers.copyOf(plan.start(), plan.depth());
    this.layers = layers(shape);
  }

  /** Gradients are divided by the full batch's size, so that a ragged last one counts less. */
  private List<HeadLayer> layers(StackShape shape) {
    float scale = 1f / Math.min(set.size(), options.batchSize());
    try {
      return IntStream.range(0, shape.layers().size())
          .mapToObj(i -> shape.layers().get(i).values(job.parameters(i), scale, options.l2()))
          .toList();
    } catch (RuntimeException | Error e) {
      job.close();
      throw e;
    }
  }

  List<HeadLayer> layers() {
    return layers;
  }

  float temperature() {
    return options.temperature();
  }

  /** The learning rate of the present step. */
  float rate() {
    return options.learningRate() * (steps - step) / steps;
  }

  /** The number of examples in the present step. */
  int batch() {
    return Math.min(options.batchSize(), set.size() - from);
  }

  int label(int row) {
    return set.label(shuffled[from + row]);
  }

  float weight(int row) {
    return set.weight(shuffled[from + row]);
  }

  /** The values of an example of the present step; not to be written. */
  float[] row(int row) {
    return set.row(shuffled[from + row]);
  }

  /** Scores the start. */
  void begin(Function<ExampleRows, Score> scorer) {
    before = scorer.apply(set);
    note(0, before.loss(), scorer);
  }

  /**
   * Takes note of the sum of the present step's losses.
   *
   * @return whether the step may be taken; if not, this training has failed
   */
  boolean accept(float loss) {
    try {
      epochLoss += Divergence.requireFinite(task(), step, loss);
    } catch (ModelException e) {
      failure = Optional.of(e);
    }
    return failure.isEmpty();
  }

  /** Goes on to the next step, scoring if an epoch is over. */
  void advance(Function<ExampleRows, Score> scorer) {
    from += batch();
    step++;
    if (from == set.size() && failure.isEmpty()) {
      double loss = epochLoss / set.size();
      note(curve.size(), loss, scorer);
      stopped = stop.isLast(loss);
      from = 0;
      epochLoss = 0;
      shuffled = order.next();
    }
  }

  boolean isDone() {
    return stopped || step == steps || failure.isPresent();
  }

  void spend(long moreNanos) {
    nanos += moreNanos;
  }

  /** What became of it, once it is done. */
  HeadOutcome outcome(Function<ExampleRows, Score> scorer) {
    if (failure.isPresent()) {
      return new HeadOutcome.Failed(failure.get());
    }
    try {
      return new HeadOutcome.Trained(trained(scorer.apply(set)));
    } catch (ModelException e) {
      return new HeadOutcome.Failed(e);
    }
  }

  private TrainedHead trained(Score after) {
    boolean finite = layers.stream().allMatch(HeadLayer::isFinite);
    Divergence.requireNone(task(), before, after, finite);
    layers.forEach(HeadLayer::writeBack);
    Map<String, Double> metrics =
        new HashMap<>(Score.metrics(before, after, set.size(), curve.size() - 1, step));
    metrics.put("seconds", nanos / NANOS);
    return new TrainedHead(job.toBytes(), metrics, curve);
  }

  private void note(int epoch, double loss, Function<ExampleRows, Score> scorer) {
    Score held = validation.map(scorer).orElse(Score.NONE);
    curve.add(new CurvePoint(epoch, loss, held.loss(), held.accuracy()));
  }

  private String task() {
    return plan.start().task().name();
  }

  @Override
  public void close() {
    job.close();
  }
}
