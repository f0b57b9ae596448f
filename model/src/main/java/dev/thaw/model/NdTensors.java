package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bridge between single-sample {@link Tensor}s and batched native arrays. fp32 values cross bit
 * for bit in both directions; fp16 and int8 are dequantised on the way in. Stateless.
 */
final class NdTensors {
  private static final float[] NO_SCALES = {};

  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  /** From here on the engine dequantises faster than a loop, its dispatch included. */
  private static final int LEAST_ROWS = 16;

  private NdTensors() {}

  /** One fp32 array of shape {@code [tensors.size(), ...]}; all tensors have the same shape. */
  static NDArray stack(NDManager manager, List<Tensor> tensors) {
    ai.djl.ndarray.types.Shape shape = batched(tensors.size(), tensors.get(0).shape());
    if (tensors.size() >= LEAST_ROWS && areAll(DType.INT8, tensors)) {
      return ofInt8(manager, shape, tensors);
    }
    if (tensors.size() >= LEAST_ROWS && LITTLE_ENDIAN && areAll(DType.FP16, tensors)) {
      return ofFp16(manager, shape, tensors);
    }
    return filled(manager, shape, tensors);
  }

  /** One fp32 array with the tensor's own shape. */
  static NDArray array(NDManager manager, Tensor tensor) {
    return filled(manager, nativeShape(tensor.shape()), List.of(tensor));
  }

  /** One tensor per row of a batched fp32 array. */
  static List<Tensor> unstack(NDArray batch) {
    int rows = Math.toIntExact(batch.getShape().get(0));
    Shape shape = sampleShape(batch.getShape());
    int rowBytes = shape.elements() * Float.BYTES;
    ByteBuffer values = requireFp32(batch).toByteBuffer(true);
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
    requireFp32(array).toByteBuffer().get(copy);
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

  private static NDArray requireFp32(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("not an fp32 array: " + array.getDataType());
    }
    return array;
  }

  /** Written straight into the engine's memory, which is freed with the array. */
  private static NDArray filled(
      NDManager manager, ai.djl.ndarray.types.Shape shape, List<Tensor> tensors) {
    NDArray array = manager.create(shape, DataType.FLOAT32);
    FloatBuffer values = array.toByteBuffer(true).asFloatBuffer();
    tensors.forEach(tensor -> put(tensor, values));
    return array;
  }

  private static boolean areAll(DType dtype, List<Tensor> tensors) {
    return tensors.stream().allMatch(tensor -> tensor.dtype() == dtype);
  }

  /** The values {@link Tensor#toFloats} gives, bit for bit, faster from a few rows on. */
  private static NDArray ofInt8(
      NDManager manager, ai.djl.ndarray.types.Shape shape, List<Tensor> tensors) {
    try (NDArray raw = raw(manager, shape, DataType.INT8, tensors);
        NDArray scales = manager.create(scaleShape(tensors), DataType.FLOAT32)) {
      FloatBuffer factors = scales.toByteBuffer(true).asFloatBuffer();
      tensors.forEach(tensor -> factors.put(tensor.scales()));
      return raw.toType(DataType.FLOAT32, false).muli(scales);
    }
  }

  /** As {@link #ofInt8}. */
  private static NDArray ofFp16(
      NDManager manager, ai.djl.ndarray.types.Shape shape, List<Tensor> tensors) {
    try (NDArray raw = raw(manager, shape, DataType.FLOAT16, tensors)) {
      return raw.toType(DataType.FLOAT32, false);
    }
  }

  /** The tensors' values as they are, in their own byte order. */
  private static NDArray raw(
      NDManager manager, ai.djl.ndarray.types.Shape shape, DataType type, List<Tensor> tensors) {
    NDArray array = manager.create(shape, type);
    ByteBuffer values = array.toByteBuffer(true);
    tensors.forEach(tensor -> values.put(tensor.data()));
    return array;
  }

  /** One scale for each row and channel, with an extent of 1 for each dimension behind. */
  private static ai.djl.ndarray.types.Shape scaleShape(List<Tensor> tensors) {
    Shape shape = tensors.get(0).shape();
    long[] extents = new long[1 + shape.rank()];
    Arrays.fill(extents, 1);
    extents[0] = tensors.size();
    if (shape.rank() > 0) {
      extents[1] = shape.channels();
    }
    return new ai.djl.ndarray.types.Shape(extents);
  }

  private static void put(Tensor tensor, FloatBuffer target) {
    if (tensor.dtype() == DType.FP32) {
      target.put(tensor.data().asFloatBuffer());
    } else {
      target.put(tensor.toFloats());
    }
  }
}
