package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The native values of one layer, shared by every model that has this layer: freed when the last
 * holder (a model, or a forward pass that is under way) lets go. Immutable but for the counts;
 * thread-safe.
 */
final class LayerWeights {
  private final Layer layer;
  private final NDManager manager;
  private final NDList values;
  private final Digest digest;

  /** The canonical bytes, if the values cannot be written from what they became when read. */
  private final Optional<byte[]> packed;

  private final AtomicInteger holders = new AtomicInteger(1);
  private final LongAdder runs = new LongAdder();

  private LayerWeights(Layer layer, StoredLayer stored, Digest digest, Optional<byte[]> packed) {
    this.layer = layer;
    this.digest = digest;
    this.packed = packed;
    this.manager = TorchRuntime.newManager();
    this.values = new NDList(stored.tensors().size());
    try {
      stored.tensors().forEach(named -> values.add(NdTensors.array(manager, named.tensor())));
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Reads canonical bytes; the caller is the first holder.
   *
   * @throws ModelException if they are not this layer's
   */
  static LayerWeights read(Layer layer, byte[] bytes) {
    StoredLayer stored = StoredLayer.fromBytes(layer.name(), bytes);
    requireMatch(layer, stored);
    Optional<byte[]> packed = stored.isFp32() ? Optional.empty() : Optional.of(bytes.clone());
    return new LayerWeights(layer, stored, Digest.of(bytes), packed);
  }

  /** Fresh values; the same seed gives the same values on every machine. */
  static LayerWeights initial(Layer layer, long seed) {
    Random random = new Random(seed);
    List<StoredLayer.Named> tensors = new ArrayList<>();
    for (ParameterSpec spec : layer.parameters()) {
      tensors.add(new StoredLayer.Named(spec.name(), initial(spec, random)));
    }
    StoredLayer stored = new StoredLayer(layer.name(), tensors);
    return new LayerWeights(layer, stored, Digest.of(stored.toBytes()), Optional.empty());
  }

  /** Canonical bytes of {@code values}, which are in the order of the layer's parameters. */
  static byte[] bytes(Layer layer, NDList values) {
    List<StoredLayer.Named> tensors = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String name = layer.parameters().get(i).name();
      tensors.add(new StoredLayer.Named(name, NdTensors.tensor(values.get(i))));
    }
    return new StoredLayer(layer.name(), tensors).toBytes();
  }

  Layer layer() {
    return layer;
  }

  Digest digest() {
    return digest;
  }

  long runs() {
    return runs.sum();
  }

  byte[] bytes() {
    return packed.map(byte[]::clone).orElseGet(() -> bytes(layer, values));
  }

  NDList forward(NDList inputs) {
    runs.increment();
    return layer.forward(inputs, values, Pass.EVALUATION);
  }

  /** Copies of the values, attached to {@code target}. */
  NDList copyTo(NDManager target) {
    NDList copies = new NDList(values.size());
    for (NDArray value : values) {
      NDArray copy = value.duplicate();
      copy.attach(target);
      copies.add(copy);
    }
    return copies;
  }

  /** Adds a holder; false if the values are already freed. */
  boolean retain() {
    return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** Removes a holder; the last one frees the values. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      manager.close();
    }
  }

  private static Tensor initial(ParameterSpec spec, Random random) {
    float[] values = new float[spec.shape().elements()];
    switch (spec.role()) {
      case MATRIX -> {
        double deviation = Math.sqrt(2.0 * spec.shape().extent(0) / values.length);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (random.nextGaussian() * deviation);
        }
      }
      case GAIN, RUNNING_VARIANCE -> Arrays.fill(values, 1);
      case BIAS, RUNNING_MEAN, FIXED -> {}
    }
    return Tensor.ofFloats(spec.shape(), values);
  }

  private static void requireMatch(Layer layer, StoredLayer stored) {
    List<ParameterSpec> specs = layer.parameters();
    boolean same = layer.name().equals(stored.name()) && specs.size() == stored.tensors().size();
    for (int i = 0; same && i < specs.size(); i++) {
      StoredLayer.Named named = stored.tensors().get(i);
      same =
          specs.get(i).name().equals(named.name())
              && specs.get(i).shape().equals(named.tensor().shape());
    }
    if (!same) {
      throw new ModelException(
          "layer " + layer.name(),
          "expected parameters " + specs + ", found layer " + stored.name() + stored.tensors());
    }
  }
}
