package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The bridge between single-sample {@link Tensor}s and batched native arrays. fp32 values cross bit
 * for bit in both directions; fp16 and int8 are dequantised on the way in. Stateless.
 */
final class NdTensors {
  private static final float[] NO_SCALES = {};

  private NdTensors() {}

  /** One fp32 array of shape {@code [tensors.size(), ...]}; all tensors have the same shape. */
  static NDArray stack(NDManager manager, List<Tensor> tensors) {
    Shape shape = tensors.get(0).shape();
    ByteBuffer values = manager.allocateDirect(tensors.size() * shape.elements() * Float.BYTES);
    tensors.forEach(tensor -> put(tensor, values));
    return manager.create(values.rewind(), batched(tensors.size(), shape), DataType.FLOAT32);
  }

  /**
   * One fp32 array with the tensor's own shape. Its memory is the engine's, freed with the array;
   * that of {@link #stack} waits for the collector.
   */
  static NDArray array(NDManager manager, Tensor tensor) {
    ByteBuffer values = manager.allocateDirect(tensor.shape().elements() * Float.BYTES);
    put(tensor, values);
    ai.djl.ndarray.types.Shape shape = nativeShape(tensor.shape());
    try (NDArray view = manager.create(values.rewind(), shape, DataType.FLOAT32)) {
      return view.duplicate();
    }
  }

  /** One tensor per row of a batched fp32 array. */
  static List<Tensor> unstack(NDArray batch) {
    int rows = Math.toIntExact(batch.getShape().get(0));
    Shape shape = sampleShape(batch.getShape());
    int rowBytes = shape.elements() * Float.BYTES;
    ByteBuffer values = bytes(batch);
    List<Tensor> out = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      byte[] copy = new byte[rowBytes];
      values.get(copy);
      out.add(Tensor.wrap(DType.FP32, shape, NO_SCALES, ByteBuffer.wrap(copy)));
    }
    return out;
  }

  /** The whole fp32 array as one tensor of the same shape. */
  static Tensor tensor(NDArray array) {
    byte[] copy = new byte[Math.toIntExact(array.size() * Float.BYTES)];
    bytes(array).get(copy);
    return Tensor.wrap(
        DType.FP32, protocolShape(array.getShape(), 0), NO_SCALES, ByteBuffer.wrap(copy));
  }

  static ai.djl.ndarray.types.Shape nativeShape(Shape shape) {
    long[] extents = new long[shape.rank()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = shape.extent(axis);
    }
    return new ai.djl.ndarray.types.Shape(extents);
  }

  static ai.djl.ndarray.types.Shape batched(long rows, Shape shape) {
    return new ai.djl.ndarray.types.Shape(rows).addAll(nativeShape(shape));
  }

  private static Shape sampleShape(ai.djl.ndarray.types.Shape batched) {
    return protocolShape(batched, 1);
  }

  private static Shape protocolShape(ai.djl.ndarray.types.Shape shape, int from) {
    int[] extents = new int[shape.dimension() - from];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = Math.toIntExact(shape.get(axis + from));
    }
    return Shape.of(extents);
  }

  private static ByteBuffer bytes(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("not an fp32 array: " + array.getDataType());
    }
    return array.toByteBuffer().order(ByteOrder.nativeOrder());
  }

  private static void put(Tensor tensor, ByteBuffer target) {
    if (tensor.dtype() == DType.FP32 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      target.put(tensor.data());
    } else {
      for (float value : tensor.toFloats()) {
        target.putFloat(value);
      }
    }
  }
}
