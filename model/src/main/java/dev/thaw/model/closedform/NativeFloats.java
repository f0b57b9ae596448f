package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An array's values outside the heap, where the engine reads them without a copy: freed by the
 * garbage collector, not before the last array that reads them. Immutable; thread-safe.
 */
final class NativeFloats {
  private final Shape shape;
  private final ByteBuffer values;

  private NativeFloats(Shape shape, ByteBuffer values) {
    this.shape = shape;
    this.values = values;
  }

  /** A copy of fp32 values, row by row. */
  static NativeFloats copyOf(NDArray array) {
    float[] heap = array.toFloatArray();
    ByteBuffer values =
        ByteBuffer.allocateDirect(heap.length * Float.BYTES).order(ByteOrder.nativeOrder());
    values.asFloatBuffer().put(heap);
    return new NativeFloats(array.getShape(), values);
  }

  /** An array over these values, which nobody may change. */
  NDArray lend(NDManager manager) {
    return manager.create(
        values.duplicate().order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32);
  }
}
