package dev.thaw.bench.baseline.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.thaw.model.GradientTape;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import java.util.List;

/**
 * Moves values of layers against the gradient of the cross-entropy, by plain SGD: the step that all
 * baselines take. Owns no native memory; not thread-safe.
 */
public final class GradientStep {
  private final ThawedLayers layers;
  private final List<NDArray> trained;
  private final Pass pass;
  private final Optimizer optimizer;

  /**
   * Of {@code layers}, whose owner closes them.
   *
   * @param trained those of their values that are to move
   * @param rate of learning
   */
  public GradientStep(ThawedLayers layers, List<NDArray> trained, float rate, Pass pass) {
    this.layers = layers;
    this.trained = List.copyOf(trained);
    this.pass = pass;
    this.optimizer = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
    trained.forEach(value -> value.setRequiresGradient(true));
  }

  /**
   * Takes one step.
   *
   * @param inputs of the layers, a row for each sample; their manager gets what is made on the way
   * @param labels of the samples
   * @param size what the sum of the samples' losses is divided by, usually their number
   * @return that loss before the step, in nats
   */
  public float take(GradientTape tape, NDList inputs, List<Integer> labels, int size) {
    NDManager scratch = inputs.head().getManager();
    NDArray logits = layers.logits(inputs, pass);
    NDArray targets = targets(scratch, labels, size, logits.getShape());
    NDArray loss = logits.logSoftmax(1).mul(targets).sum();
    tape.backward(loss);
    for (int i = 0; i < trained.size(); i++) {
      descend(i, scratch);
    }
    return loss.getFloat();
  }

  /** The optimizer clears the gradient as well. */
  private void descend(int parameter, NDManager scratch) {
    NDArray gradient = trained.get(parameter).getGradient();
    gradient.attach(scratch);
    optimizer.update(Integer.toString(parameter), trained.get(parameter), gradient);
  }

  /** What log-probabilities are multiplied by, so that they sum to the loss. */
  private static NDArray targets(NDManager scratch, List<Integer> labels, int size, Shape shape) {
    int classes = Math.toIntExact(shape.get(1));
    float[] targets = new float[labels.size() * classes];
    for (int row = 0; row < labels.size(); row++) {
      targets[row * classes + labels.get(row)] = -1f / size;
    }
    return scratch.create(targets, shape);
  }
}
