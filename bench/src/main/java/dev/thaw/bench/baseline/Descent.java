package dev.thaw.bench.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.bench.baseline.step.GradientStep;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.model.GradientTape;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Plain mini-batch gradient descent on the cross-entropy, as on a device: nothing but the weights
 * is kept from one training to the next. Immutable; the trainings of a process take turns, because
 * the engine takes one gradient at a time.
 *
 * @param epochs passes over the samples, each in an order of its own
 * @param batchSize samples per step; a last batch with fewer counts so much less
 * @param learningRate of every step
 * @param pass {@link Pass#EVALUATION} leaves the running statistics as they are and drops nothing
 */
public record Descent(int epochs, int batchSize, float learningRate, Pass pass) {
  /** All samples in one batch. */
  public static final int ALL = Integer.MAX_VALUE;

  public Descent {
    if (epochs < 1 || batchSize < 1 || !(learningRate > 0)) {
      throw new IllegalArgumentException(
          "not a descent: " + epochs + " epochs of " + batchSize + " at " + learningRate);
    }
  }

  /** Without dropout, with stored statistics. */
  public Descent(int epochs, int batchSize, float learningRate) {
    this(epochs, batchSize, learningRate, Pass.EVALUATION);
  }

  /** These steps, and more or fewer of them. */
  public Descent withEpochs(int other) {
    return new Descent(other, batchSize, learningRate, pass);
  }

  /**
   * Trains on the calling thread, and blocks until that is done.
   *
   * @param samples activations where the slice begins; not empty
   * @param seed of the order, and of dropout if there is any
   * @throws BaselineException if the loss is no number any more
   */
  public Weights train(Slice slice, Weights start, List<Sample> samples, long seed) {
    try (ThawedLayers job = slice.job(start)) {
      train(job, job.trained(), samples, seed);
      return Weights.of(job);
    }
  }

  /**
   * As above, changing some of a job's values.
   *
   * @return mean loss of the last epoch, each batch before its step
   */
  double train(ThawedLayers job, List<NDArray> trained, List<Sample> samples, long seed) {
    List<Sample> order = new ArrayList<>(samples);
    Random random = new Random(seed);
    Steps steps = new Steps(job, trained, Math.min(batchSize, samples.size()));
    double loss = Double.NaN;
    try (GradientTape tape = GradientTape.open(seed)) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        Collections.shuffle(order, random);
        loss = requireFinite(steps.over(tape, order), epoch);
      }
    }
    return loss;
  }

  private double requireFinite(double loss, int epoch) {
    if (!Double.isFinite(loss)) {
      throw new BaselineException(
          "training diverged in epoch " + epoch + ": its rate " + learningRate + " is too high");
    }
    return loss;
  }

  /** The steps of one training. Not thread-safe. */
  private final class Steps {
    private final ThawedLayers job;
    private final int fullBatch;
    private final GradientStep step;

    Steps(ThawedLayers job, List<NDArray> trained, int fullBatch) {
      this.job = job;
      this.fullBatch = fullBatch;
      this.step = new GradientStep(job, trained, learningRate, pass);
    }

    /** One epoch; returns its mean loss. */
    double over(GradientTape tape, List<Sample> order) {
      double loss = 0;
      for (int from = 0; from < order.size(); from += fullBatch) {
        int to = Math.min(order.size(), from + fullBatch);
        loss += take(tape, order.subList(from, to)) * fullBatch;
      }
      return loss / order.size();
    }

    private double take(GradientTape tape, List<Sample> batch) {
      List<Integer> labels = batch.stream().map(Sample::label).toList();
      try (NDManager scratch = job.manager().newSubManager()) {
        NDList inputs = job.stack(scratch, batch.stream().map(Sample::input).toList());
        return step.take(tape, inputs, labels, fullBatch);
      }
    }
  }
}
