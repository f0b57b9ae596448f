package dev.thaw.model.head;

import dev.thaw.model.GradientTape;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ThawedLayers;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
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
public final class HeadTrainer {
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
    requireDepth(start, depth);
    requireFit(start, depth, examples.training());
    requireFit(start, depth, examples.validation());
    try (GradientTape tape = GradientTape.open(seed);
        ThawedLayers job = ThawedLayers.copyOf(start, depth)) {
      long begun = nanoTime.getAsLong();
      HeadRun run = new HeadRun(job, start.task(), examples, options, seed, beforeStep);
      Map<String, Double> metrics = new HashMap<>(run.train(tape));
      List<byte[]> layers = job.toBytes();
      metrics.put("seconds", (nanoTime.getAsLong() - begun) / NANOS);
      return new TrainedHead(layers, metrics, run.curve());
    }
  }

  private static void requireDepth(LayeredModel start, int depth) {
    if (depth < 0 || depth >= start.layerCount()) {
      throw new IllegalArgumentException(
          "no depth to train at: " + depth + " of " + start.layerCount() + " layers");
    }
  }

  private static void requireFit(LayeredModel start, int depth, List<Example> examples) {
    List<Shape> shapes = start.activationShapes(depth);
    int labels = start.task().labels().size();
    for (Example example : examples) {
      List<Shape> found = example.activation().stream().map(Tensor::shape).toList();
      if (!found.equals(shapes)) {
        throw new IllegalArgumentException(
            "at cut " + depth + " an activation has shapes " + shapes + ", not " + found);
      }
      if (example.label() >= labels) {
        throw new IllegalArgumentException(
            "no label " + example.label() + " of " + labels + " labels");
      }
    }
  }
}
