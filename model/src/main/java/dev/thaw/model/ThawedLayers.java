package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Private copies of the layers {@code [from, n)} of a model, for one training job. The model they
 * were copied from never changes. Not thread-safe; the creator closes it, which frees everything
 * attached to its manager.
 */
public final class ThawedLayers implements AutoCloseable {
  private final NDManager manager;
  private final int from;
  private final List<Layer> layers;
  private final List<NDList> values;

  private ThawedLayers(NDManager manager, int from, List<Layer> layers, List<NDList> values) {
    this.manager = manager;
    this.from = from;
    this.layers = layers;
    this.values = values;
  }

  /**
   * Copies the layers {@code [from, n)} of {@code model}.
   *
   * @throws IllegalArgumentException if there is no such cut
   * @throws IllegalStateException if the model is closed
   */
  public static ThawedLayers copyOf(LayeredModel model, int from) {
    int n = model.layerCount();
    if (from < 0 || from > n) {
      throw new IllegalArgumentException("no cut " + from + " of " + n + " layers");
    }
    NDManager manager = TorchRuntime.newManager();
    try {
      List<Layer> layers = new ArrayList<>();
      List<NDList> values = new ArrayList<>();
      for (int layer = from; layer < n; layer++) {
        layers.add(model.layer(layer));
        values.add(model.copyParameters(layer, manager));
      }
      return new ThawedLayers(manager, from, List.copyOf(layers), List.copyOf(values));
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /** The manager of this job; closed with it. */
  public NDManager manager() {
    return manager;
  }

  /** The values that training changes, in order; running statistics are not among them. */
  public List<NDArray> trained() {
    List<NDArray> trained = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      List<ParameterSpec> specs = layers.get(layer).parameters();
      for (int i = 0; i < specs.size(); i++) {
        if (specs.get(i).role().trained()) {
          trained.add(values.get(layer).get(i));
        }
      }
    }
    return trained;
  }

  /** The layers in order. */
  public List<Layer> layers() {
    return layers;
  }

  /** The values of a layer in the order of its parameters, the first layer being 0. */
  public NDList parameters(int layer) {
    return values.get(layer);
  }

  /**
   * Samples as one batch: one fp32 array per tensor of a sample, batch dimension first.
   *
   * @param samples not empty, all with the shapes of this slice's input
   */
  public NDList stack(NDManager target, List<List<Tensor>> samples) {
    NDList batch = new NDList();
    for (int t = 0; t < samples.get(0).size(); t++) {
      int tensor = t;
      batch.add(NdTensors.stack(target, samples.stream().map(s -> s.get(tensor)).toList()));
    }
    return batch;
  }

  /**
   * Runs all layers.
   *
   * @param inputs batch dimension first; results attach to their manager
   * @return logits, {@code [batch, labels]}
   */
  public NDArray logits(NDList inputs, Pass pass) {
    SliceRun run = new SliceRun(residual(), from, inputs);
    for (int layer = 0; layer < layers.size(); layer++) {
      Layer next = layers.get(layer);
      NDList parameters = values.get(layer);
      run.through(next, activation -> next.forward(activation, parameters, pass));
    }
    return run.activation().singletonOrThrow();
  }

  private Optional<Residual> residual() {
    return !layers.isEmpty() && layers.get(layers.size() - 1) instanceof Residual last
        ? Optional.of(last)
        : Optional.empty();
  }

  /** The layers' canonical bytes with their present values. */
  public List<byte[]> toBytes() {
    List<byte[]> bytes = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      bytes.add(LayerWeights.bytes(layers.get(layer), values.get(layer)));
    }
    return bytes;
  }

  @Override
  public void close() {
    manager.close();
  }
}
