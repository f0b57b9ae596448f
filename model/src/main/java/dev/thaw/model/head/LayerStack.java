package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One layer of all heads of a stack: {@code [slots, out, in]} in native memory, run and
 * differentiated as batched products. The gradients are written down here; the engine's own, of
 * which a process may take one at a time, are not used. Not thread-safe; freed with its manager.
 */
final class LayerStack {
  /** Slots {@code [from, to)}. */
  private record Range(int from, int to) {}

  /** The arrays of a range of slots; nothing is copied. */
  private record View(NDArray matrix, NDArray transposed, NDArray factor, NDArray shift) {}

  /** What one pass through the layer leaves for its gradient. */
  record Trace(NDArray input, NDArray product, NDArray output) {}

  private final StackShape.LayerShape shape;
  private final NDArray matrix;
  private final NDArray factor;
  private final NDArray shift;
  private final FloatBuffer matrices;
  private final FloatBuffer factors;
  private final FloatBuffer shifts;
  private final Map<Range, View> views = new HashMap<>();
  private final float[] ofMatrix;
  private final float[] ofShift;
  private final float[] ofFactor;

  LayerStack(NDManager manager, int slots, StackShape.LayerShape shape) {
    this.shape = shape;
    this.matrix = manager.create(new Shape(slots, shape.out(), shape.in()), DataType.FLOAT32);
    this.factor = manager.create(new Shape(slots, 1, shape.out()), DataType.FLOAT32);
    this.shift = manager.create(new Shape(slots, 1, shape.out()), DataType.FLOAT32);
    this.matrices = AnchoredAdam.view(matrix);
    this.factors = AnchoredAdam.view(factor);
    this.shifts = AnchoredAdam.view(shift);
    this.ofMatrix = new float[shape.in() * shape.out()];
    this.ofShift = new float[shape.out()];
    this.ofFactor = new float[shape.out()];
  }

  /** Makes a slot's values those of {@code layer}. */
  void load(int slot, HeadLayer layer) {
    matrices.put(slot * ofMatrix.length, layer.matrix());
    layer.affine(ofFactor, ofShift);
    factors.put(slot * ofFactor.length, ofFactor);
    shifts.put(slot * ofShift.length, ofShift);
  }

  /**
   * Runs the slots {@code [from, to)}.
   *
   * @param input {@code [to - from, rows, in]}; results attach to its manager
   */
  Trace run(NDArray input, int from, int to) {
    View slots = view(from, to);
    NDArray product = input.batchMatMul(slots.transposed);
    return new Trace(input, product, activated(product, slots));
  }

  private NDArray activated(NDArray product, View slots) {
    return shape.isNormalised()
        ? Activation.relu(product.mul(slots.factor).addi(slots.shift))
        : product.addi(slots.shift);
  }

  /** Gradients of one pass through the first slots. */
  final class Backward {
    private final FloatBuffer matrixGradients;
    private final FloatBuffer shiftGradients;
    private final @Nullable FloatBuffer factorGradients;
    private final NDArray ofProduct;
    private final View slots;

    /**
     * Takes them.
     *
     * @param ofOutput {@code [slots, rows, out]}; overwritten
     */
    Backward(Trace trace, NDArray ofOutput) {
      this.slots = view(0, Math.toIntExact(ofOutput.getShape().get(0)));
      if (shape.isNormalised()) {
        ofOutput.muli(trace.output.gt(0));
        this.factorGradients = summed(ofOutput.mul(trace.product));
      } else {
        this.factorGradients = null;
      }
      this.shiftGradients = summed(ofOutput);
      this.ofProduct = shape.isNormalised() ? ofOutput.muli(slots.factor) : ofOutput;
      this.matrixGradients = AnchoredAdam.view(ofProduct.swapAxes(1, 2).batchMatMul(trace.input));
    }

    /** The gradient of what went in, with the values that it went through. */
    NDArray ofInput() {
      return ofProduct.batchMatMul(slots.matrix);
    }

    /** Moves a slot's values, here and in {@code layer}. */
    void step(int slot, HeadLayer layer, float rate) {
      matrixGradients.get(slot * ofMatrix.length, ofMatrix);
      shiftGradients.get(slot * ofShift.length, ofShift);
      if (factorGradients != null) {
        factorGradients.get(slot * ofFactor.length, ofFactor);
      }
      layer.step(ofMatrix, ofShift, ofFactor, rate);
      load(slot, layer);
    }
  }

  private static FloatBuffer summed(NDArray rows) {
    return AnchoredAdam.view(rows.sum(new int[] {1}));
  }

  private View view(int from, int to) {
    return views.computeIfAbsent(new Range(from, to), this::make);
  }

  private View make(Range range) {
    NDIndex slots = new NDIndex().addSliceDim(range.from, range.to);
    NDArray part = matrix.get(slots);
    return new View(part, part.swapAxes(1, 2), factor.get(slots), shift.get(slots));
  }
}
