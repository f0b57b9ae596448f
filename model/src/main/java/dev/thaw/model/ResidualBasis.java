package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a residual layer behind a model is fitted on. The layer computes {@code logits * scale +
 * weight phi}, where {@code phi} are the vectors that pass through the model from the freeze point
 * on, each part of them divided by its length. Immutable; thread-safe as long as the model is open.
 */
public final class ResidualBasis {
  /** With more columns a fit would take memory and time that nobody expects of it. */
  private static final int MOST_COLUMNS = 2048;

  /**
   * A batch at the end of the model.
   *
   * @param phi {@code [batch, columns]}
   * @param logits {@code [batch, labels]}, of the model as it is
   */
  public record Rows(NDArray phi, NDArray logits) {}

  private final LayeredModel model;
  private final int depth;
  private final Residual residual;

  private ResidualBasis(LayeredModel model, int depth, Residual residual) {
    this.model = model;
    this.depth = depth;
    this.residual = residual;
  }

  /**
   * The basis for heads of {@code model} at {@code depth}.
   *
   * @return empty if no layer from there on puts out a vector that is small enough, or if the model
   *     ends in a residual layer already
   */
  public static Optional<ResidualBasis> of(LayeredModel model, int depth) {
    return Residual.over(model.plan(), depth, MOST_COLUMNS)
        .filter(found -> model.plan().residual().isEmpty())
        .map(found -> new ResidualBasis(model, depth, found));
  }

  /** The number of values in {@code phi}. */
  public int columns() {
    return residual.columns();
  }

  /** The number of logits. */
  public int labels() {
    return residual.labels();
  }

  /** The bytes of a fitted layer, whatever its values. */
  public long layerBytes(boolean packed) {
    float[] zeros = new float[labels() * columns()];
    List<byte[]> head = head(1, zeros, packed, new Taught(Set.of(), 1));
    return head.get(head.size() - 1).length;
  }

  /**
   * Runs the model's layers from the freeze point on.
   *
   * @param target gets every array
   * @param activations with the model's shapes at the freeze point; not empty
   */
  public Rows rows(NDManager target, List<List<Tensor>> activations) {
    NDList read = model.readFor(residual, depth, target, activations);
    return new Rows(residual.phi(read), read.get(read.size() - 1));
  }

  /**
   * The head that has a fitted layer: canonical bytes of the layers {@code [depth, n)}, of which
   * only the last is new.
   *
   * @param scale what the model's logits are multiplied by
   * @param weight {@code labels * columns} values, row by row
   * @param packed whether the weights are written as int8
   * @param taught what it was fitted to
   */
  public List<byte[]> head(float scale, float[] weight, boolean packed, Taught taught) {
    List<byte[]> layers = new ArrayList<>();
    for (int layer = depth; layer < model.architectureLayers(); layer++) {
      layers.add(model.layerBytes(layer));
    }
    Tensor values = Tensor.ofFloats(Shape.of(labels(), columns()), weight);
    layers.add(residual.toBytes(scale, packed ? values.to(DType.INT8) : values, taught));
    return layers;
  }
}
