package dev.thaw.model.head;

import dev.thaw.model.GradientTape;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ThawedLayers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Trains the layers {@code [depth, n)} of a model on examples whose activations at {@code depth}
 * were extracted before: the layers below are never run. Adam with a linearly falling learning
 * rate, normalisations with their stored statistics, and a pull to the values at the start.
 *
 * <p>Thread-safe, but trainings take turns ({@link GradientTape}): one more thread makes nothing
 * faster. Each is deterministic for its seed and its examples <em>in the given order</em>, on the
 * same machine with the same number of threads; who wants the same head for the same set sorts the
 * examples, for instance by sample id. Native memory of a training is freed when it ends.
 */
public final class HeadTrainer implements HeadMethod {
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private final Runnable beforeStep;

  /** A trainer that times itself with {@link System#nanoTime}. */
  public HeadTrainer() {
    this(System::nanoTime);
  }

  /** A trainer that times itself with {@code nanoTime}. */
  public HeadTrainer(LongSupplier nanoTime) {
    this(nanoTime, () -> {});
  }

  private HeadTrainer(LongSupplier nanoTime, Runnable beforeStep) {
    this.nanoTime = nanoTime;
    this.beforeStep = beforeStep;
  }

  /**
   * A trainer that can be stopped: it runs {@code beforeStep} before each step, on the training
   * thread. What that throws ends the training, of which no head comes, and comes through.
   */
  public static HeadTrainer asking(Runnable beforeStep) {
    return new HeadTrainer(System::nanoTime, beforeStep);
  }

  /**
   * Trains a head, without validation.
   *
   * @param examples at least one with a positive weight
   * @see #train(LayeredModel, int, HeadExamples, HeadOptions, long)
   */
  public TrainedHead train(
      LayeredModel start, int depth, List<Example> examples, HeadOptions options, long seed) {
    return train(start, depth, new HeadExamples(examples, List.of()), options, seed);
  }

  /**
   * Trains a head. Blocks until its turn has come and it is done. The head is the same, bit by bit,
   * whatever the validation examples are; they only show in its curve.
   *
   * @param start unchanged; the pull is to its layers
   * @param examples each activation has the shapes of {@link LayeredModel#activationShapes} at
   *     {@code depth}
   * @throws IllegalArgumentException if depth, an activation's shape or a label does not fit
   * @throws ModelException if the training diverged: no head comes of it
   */
  public TrainedHead train(
      LayeredModel start, int depth, HeadExamples examples, HeadOptions options, long seed) {
    return train(new HeadPlan(start, depth, examples, options, seed));
  }

  @Override
  public boolean canTrain(LayeredModel start, int depth, HeadOptions options) {
    return true;
  }

  /** Trains one head after the other, each as {@code train} does it alone. */
  @Override
  public List<HeadOutcome> train(List<HeadPlan> plans) {
    return plans.stream().map(this::outcome).toList();
  }

  private HeadOutcome outcome(HeadPlan plan) {
    try {
      return new HeadOutcome.Trained(train(plan));
    } catch (ModelException e) {
      return new HeadOutcome.Failed(e);
    }
  }

  private TrainedHead train(HeadPlan plan) {
    try (GradientTape tape = GradientTape.open(plan.seed());
        ThawedLayers job = ThawedLayers.copyOf(plan.start(), plan.depth())) {
      long begun = nanoTime.getAsLong();
      HeadRun run = new HeadRun(job, plan, beforeStep);
      Map<String, Double> metrics = new HashMap<>(run.train(tape));
      List<byte[]> layers = job.toBytes();
      metrics.put("seconds", (nanoTime.getAsLong() - begun) / NANOS);
      return new TrainedHead(layers, metrics, run.curve());
    }
  }
}
