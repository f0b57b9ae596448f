package dev.thaw.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A task's model as an ordered list of layers, of which any slice {@code [from, to)} can be run.
 * Immutable; thread-safe, also while another thread closes it: a pass under way finishes first.
 * Models made by {@link #withLayers} share the values of the layers they have in common. The
 * creator closes it.
 */
public final class LayeredModel implements AutoCloseable {
  /** The name of a residual layer. */
  public static final String RESIDUAL = Residual.NAME;

  private static final int MAX_ROWS = 256;

  private final LayerPlan plan;
  private final List<LayerWeights> layers;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LayeredModel(LayerPlan plan, List<LayerWeights> layers) {
    this.plan = plan;
    this.layers = List.copyOf(layers);
  }

  /**
   * An untrained model: the same task and seed give the same layer bytes everywhere.
   *
   * @throws IllegalArgumentException if the architecture is unknown or does not fit the task
   */
  public static LayeredModel create(TaskSpec task, long seed) {
    LayerPlan plan = LayerPlan.of(task);
    return new LayeredModel(plan, plan.initial(seed));
  }

  /**
   * A model from canonical layer bytes, one array per layer: the architecture's, and perhaps a
   * residual layer behind them.
   *
   * @throws ModelException if an array is not the bytes of its layer
   * @throws IllegalArgumentException if the number of layers or the architecture is wrong
   */
  public static LayeredModel of(TaskSpec task, List<byte[]> layers) {
    LayerPlan plan = LayerPlan.of(task).followedBy(0, layers);
    return new LayeredModel(plan, plan.read(0, layers));
  }

  /**
   * A new model with the layers from {@code from} on replaced; the earlier ones are shared. Either
   * model may be closed first.
   *
   * @throws ModelException if an array is not the bytes of its layer
   * @param suffix the architecture's layers from {@code from} on, and perhaps a residual layer
   * @throws IllegalArgumentException if {@code suffix} has more or fewer
   * @throws IllegalStateException if this model is closed
   */
  public LayeredModel withLayers(int from, List<byte[]> suffix) {
    plan.requireSlice(from, layers.size());
    LayerPlan next = plan.followedBy(from, suffix);
    List<LayerWeights> fresh = next.read(from, suffix);
    List<LayerWeights> shared = layers.subList(0, from);
    try {
      retain(shared);
    } catch (IllegalStateException e) {
      fresh.forEach(LayerWeights::release);
      throw e;
    }
    return new LayeredModel(next, Stream.concat(shared.stream(), fresh.stream()).toList());
  }

  /** Whether logits can be had from an activation at {@code cut} alone. */
  public boolean runsFrom(int cut) {
    return plan.residual().map(last -> cut <= last.firstCut()).orElse(true);
  }

  /** The task this model is for. */
  public TaskSpec task() {
    return plan.task();
  }

  /** The number of layers, {@code n}, a residual layer included. */
  public int layerCount() {
    return layers.size();
  }

  /** The number of the architecture's layers: the cuts before its last may be freeze points. */
  public int architectureLayers() {
    return plan.architectureSize();
  }

  /** The layers' names in order. */
  public List<String> layerNames() {
    return layers.stream().map(weights -> weights.layer().name()).toList();
  }

  /** The plan of layer {@code index}: its parameters and how it runs on given values. */
  public Layer layer(int index) {
    return at(index).layer();
  }

  /** The canonical bytes of a layer; a fresh array. */
  public byte[] layerBytes(int layer) {
    List<LayerWeights> held = List.of(at(layer));
    retain(held);
    try {
      return held.get(0).bytes();
    } finally {
      held.get(0).release();
    }
  }

  /** The canonical bytes of layers {@code [from, n)}. */
  public List<byte[]> layerBytesFrom(int from) {
    List<byte[]> all = new ArrayList<>();
    for (int layer = from; layer < layers.size(); layer++) {
      all.add(layerBytes(layer));
    }
    return all;
  }

  /** The layer digest: SHA-256 of {@link #layerBytes}. */
  public Digest layerDigest(int layer) {
    return at(layer).digest();
  }

  /**
   * The prefix digest at {@code cut}: SHA-256 over the digests of layers {@code [0, cut)}.
   *
   * @throws IllegalArgumentException if there is no such cut
   */
  public Digest prefixDigest(int cut) {
    plan.requireSlice(0, cut);
    return Digest.ofPrefix(layers.subList(0, cut).stream().map(LayerWeights::digest).toList());
  }

  /** How often the values of a layer were run, by this model and those that share the layer. */
  public long layerRuns(int layer) {
    return at(layer).runs();
  }

  /**
   * Shapes of one sample's activation at {@code cut}; those of the inputs at 0, of the logits at
   * {@code n}.
   *
   * @throws IllegalArgumentException if there is no such cut
   */
  public List<Shape> activationShapes(int cut) {
    plan.requireSlice(cut, layers.size());
    return plan.shapes().get(cut);
  }

  /** The number of values in the parameters of layers {@code [from, to)}. */
  public long parameterCount(int from, int to) {
    plan.requireSlice(from, to);
    return layers.subList(from, to).stream().mapToLong(w -> w.layer().parameterCount()).sum();
  }

  /**
   * Floating-point operations of layers {@code [from, to)} for one sample, counted as {@link
   * Layer#flops} counts them; 0 for an empty slice.
   *
   * @throws IllegalArgumentException if there is no such slice
   */
  public long flops(int from, int to) {
    return plan.flops(from, to);
  }

  /**
   * Runs layers {@code [from, to)} on one sample's activation at {@code from}. Bit for bit, running
   * a slice in two parts gives what running it at once gives. Blocks for the computation.
   *
   * @param sample shapes as {@link #activationShapes}; fp16 and int8 are dequantised
   * @return fp32
   * @throws IllegalArgumentException if the slice or a shape is wrong, or if it begins behind what
   *     a residual layer at its end reads
   * @throws IllegalStateException if this model is closed
   */
  public List<Tensor> forward(int from, int to, List<Tensor> sample) {
    return forwardBatch(from, to, List.of(sample)).get(0);
  }

  /**
   * Runs layers {@code [from, to)} on many samples, {@value #MAX_ROWS} at a time. A sample's result
   * depends on its companions only in the last bits (summation order).
   *
   * @throws IllegalArgumentException if the slice or a shape is wrong
   * @throws IllegalStateException if this model is closed
   * @throws ModelException if the engine fails, as for want of memory
   */
  public List<List<Tensor>> forwardBatch(int from, int to, List<List<Tensor>> samples) {
    plan.requireRun(from, to);
    samples.forEach(sample -> plan.requireShapes(from, sample));
    List<LayerWeights> slice = layers.subList(from, to);
    retain(slice);
    try {
      List<List<Tensor>> outputs = new ArrayList<>(samples.size());
      for (int row = 0; row < samples.size(); row += MAX_ROWS) {
        int end = Math.min(samples.size(), row + MAX_ROWS);
        outputs.addAll(run(from, slice, samples.subList(row, end)));
      }
      return outputs;
    } catch (EngineException e) {
      throw new ModelException("layers [" + from + "," + to + ")", "could not be run", e);
    } finally {
      slice.forEach(LayerWeights::release);
    }
  }

  /**
   * Logits of one sample.
   *
   * @param general what the architecture's layers give without the residual layer behind them: the
   *     general model's answer; empty if there is no residual layer
   */
  public record Logits(Tensor own, Optional<Tensor> general) {}

  /**
   * Runs all layers from {@code from} on, on one sample's activation there: as {@link #forward},
   * bit for bit, keeping what a residual layer at the end adds to.
   *
   * @throws IllegalArgumentException as {@link #forward}
   * @throws IllegalStateException if this model is closed
   */
  public Logits logits(int from, List<Tensor> sample) {
    plan.requireRun(from, layers.size());
    plan.requireShapes(from, sample);
    List<LayerWeights> slice = layers.subList(from, layers.size());
    retain(slice);
    try (NDManager call = TorchRuntime.newManager()) {
      SliceRun run = new SliceRun(plan.residual(), from, stack(call, List.of(sample)));
      slice.forEach(layer -> run.through(layer.layer(), layer::forward));
      return new Logits(only(run.activation()), plan.residual().map(last -> general(run)));
    } catch (EngineException e) {
      throw new ModelException(
          "layers [" + from + "," + layers.size() + ")", "could not be run", e);
    } finally {
      slice.forEach(LayerWeights::release);
    }
  }

  /** The residual layer read the logits last. */
  private static Tensor general(SliceRun run) {
    return only(new NDList(run.read().get(run.read().size() - 1)));
  }

  private static Tensor only(NDList row) {
    return unstack(row, 1).get(0).get(0);
  }

  /**
   * Runs all layers from {@code from} on.
   *
   * @return what {@code reader} reads of them, then the logits, attached to {@code target}
   */
  NDList readFor(Residual reader, int from, NDManager target, List<List<Tensor>> samples) {
    samples.forEach(sample -> plan.requireShapes(from, sample));
    List<LayerWeights> slice = layers.subList(from, layers.size());
    retain(slice);
    try {
      SliceRun run = new SliceRun(Optional.of(reader), from, stack(target, samples));
      slice.forEach(layer -> run.through(layer.layer(), layer::forward));
      NDList read = new NDList(run.read().subList(0, reader.cuts()));
      read.add(run.activation().singletonOrThrow());
      return read;
    } finally {
      slice.forEach(LayerWeights::release);
    }
  }

  LayerPlan plan() {
    return plan;
  }

  /** Copies of a layer's values, attached to {@code target}, in the layer's parameter order. */
  NDList copyParameters(int layer, NDManager target) {
    List<LayerWeights> held = List.of(at(layer));
    retain(held);
    try {
      return held.get(0).copyTo(target);
    } finally {
      held.get(0).release();
    }
  }

  /** Lets go of the layers; values no other model shares are freed. Closing twice does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      layers.forEach(LayerWeights::release);
    }
  }

  @Override
  public String toString() {
    return task().name() + " (" + task().architecture() + ", " + layers.size() + " layers)";
  }

  private LayerWeights at(int layer) {
    if (layer < 0 || layer >= layers.size()) {
      throw new IllegalArgumentException("no layer " + layer + " of " + layers.size());
    }
    return layers.get(layer);
  }

  private void retain(List<LayerWeights> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (closed.get() || !wanted.get(i).retain()) {
        wanted.subList(0, i).forEach(LayerWeights::release);
        throw new IllegalStateException("model " + this + " is closed");
      }
    }
  }

  private List<List<Tensor>> run(int from, List<LayerWeights> slice, List<List<Tensor>> samples) {
    Optional<Residual> last =
        from + slice.size() == plan.size() ? plan.residual() : Optional.empty();
    try (NDManager call = TorchRuntime.newManager()) {
      SliceRun run = new SliceRun(last, from, stack(call, samples));
      slice.forEach(layer -> run.through(layer.layer(), layer::forward));
      return unstack(run.activation(), samples.size());
    }
  }

  private static NDList stack(NDManager call, List<List<Tensor>> samples) {
    NDList values = new NDList();
    for (int t = 0; t < samples.get(0).size(); t++) {
      int tensor = t;
      values.add(NdTensors.stack(call, samples.stream().map(s -> s.get(tensor)).toList()));
    }
    return values;
  }

  private static List<List<Tensor>> unstack(NDList values, int rows) {
    List<List<Tensor>> out = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      out.add(new ArrayList<>(values.size()));
    }
    for (NDArray value : values) {
      List<Tensor> tensors = NdTensors.unstack(value);
      for (int row = 0; row < rows; row++) {
        out.get(row).add(tensors.get(row));
      }
    }
    return out;
  }
}
