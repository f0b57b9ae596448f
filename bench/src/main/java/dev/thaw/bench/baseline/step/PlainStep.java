package dev.thaw.bench.baseline.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.GradientTape;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import dev.thaw.model.head.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * What a device without this product does to train: each step runs all layers on a batch of inputs
 * and moves the values of the layers {@code [depth, n)} against the gradient of the mean
 * cross-entropy, by plain SGD. No gradient is taken of the layers below, but they are run anew in
 * every step. Normalisations keep their statistics, nothing is dropped out.
 *
 * <p>Not thread-safe. The creator closes it, and with it every batch.
 */
public final class PlainStep implements AutoCloseable {
  private final ThawedLayers layers;
  private final GradientStep step;

  /**
   * Copies the layers of {@code model}, which may be closed then.
   *
   * @param depth layers that stay as they are; 0 trains all
   * @param rate of learning
   * @throws IllegalArgumentException if no layer would be trained
   */
  public PlainStep(LayeredModel model, int depth, float rate) {
    if (depth < 0 || depth >= model.layerCount()) {
      throw new IllegalArgumentException("no layer behind cut " + depth + " of " + model);
    }
    this.layers = ThawedLayers.copyOf(model, 0);
    this.step = new GradientStep(layers, trainedFrom(depth), rate, Pass.EVALUATION);
  }

  /** Samples in native memory, ready to be stepped on as often as one likes. */
  public static final class Batch implements AutoCloseable {
    private final NDManager manager;
    private final NDList inputs;
    private final List<Integer> labels;

    private Batch(NDManager manager, NDList inputs, List<Integer> labels) {
      this.manager = manager;
      this.inputs = inputs;
      this.labels = labels;
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  /**
   * Samples as a batch.
   *
   * @param samples inputs at cut 0; their weights do not count
   */
  public Batch batch(List<Example> samples) {
    NDManager manager = layers.manager().newSubManager();
    NDList inputs = layers.stack(manager, samples.stream().map(Example::activation).toList());
    return new Batch(manager, inputs, samples.stream().map(Example::label).toList());
  }

  /**
   * One step.
   *
   * @return the loss before it, in nats
   */
  public float step(Batch batch) {
    try (NDManager scratch = layers.manager().newSubManager();
        GradientTape tape = GradientTape.open(0)) {
      NDList inputs = new NDList();
      batch.inputs.forEach(input -> inputs.add(view(input, scratch)));
      return step.take(tape, inputs, batch.labels, batch.labels.size());
    }
  }

  /** The layers' canonical bytes with their present values. */
  public List<byte[]> toBytes() {
    return layers.toBytes();
  }

  @Override
  public void close() {
    layers.close();
  }

  /** The same memory, so that results attach to {@code scratch}. */
  private static NDArray view(NDArray array, NDManager scratch) {
    NDArray view = array.reshape(array.getShape());
    view.attach(scratch);
    return view;
  }

  private List<NDArray> trainedFrom(int depth) {
    List<NDArray> found = new ArrayList<>();
    for (int layer = depth; layer < layers.layers().size(); layer++) {
      List<ParameterSpec> specs = layers.layers().get(layer).parameters();
      for (int i = 0; i < specs.size(); i++) {
        if (specs.get(i).role().trained()) {
          found.add(layers.parameters(layer).get(i));
        }
      }
    }
    return List.copyOf(found);
  }
}
