package dev.thaw.model;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Tensors in a base model's file: dtype u8 (its {@link DType#code()}), rank u8, extents i32, for
 * int8 one f32 scale per channel, then the values in little-endian order; the rest is big-endian.
 * Stateless.
 */
final class TensorStream {
  private TensorStream() {}

  static void write(DataOutputStream out, Tensor tensor) throws IOException {
    out.writeByte(tensor.dtype().code());
    writeShape(out, tensor.shape());
    for (float scale : tensor.scales()) {
      out.writeFloat(scale);
    }
    byte[] values = new byte[tensor.byteSize()];
    tensor.data().get(values);
    out.write(values);
  }

  static Tensor read(DataInputStream in) throws IOException {
    DType dtype = DType.ofCode(in.readUnsignedByte());
    Shape shape = readShape(in);
    int channels = dtype == DType.INT8 ? shape.channels() : 0;
    ByteBuffer scales = bytes(in, (long) channels * Float.BYTES);
    float[] perChannel = new float[channels];
    scales.asFloatBuffer().get(perChannel);
    ByteBuffer values = bytes(in, (long) shape.elements() * dtype.bytes());
    return Tensor.wrap(dtype, shape, perChannel, values);
  }

  static void writeShape(DataOutputStream out, Shape shape) throws IOException {
    out.writeByte(shape.rank());
    for (int extent : shape.extents()) {
      out.writeInt(extent);
    }
  }

  static Shape readShape(DataInputStream in) throws IOException {
    int[] extents = new int[in.readUnsignedByte()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = in.readInt();
    }
    return Shape.of(extents);
  }

  /** Exactly {@code count} bytes; nothing is allocated before they are known to be there. */
  private static ByteBuffer bytes(DataInputStream in, long count) throws IOException {
    if (in.available() < count) {
      throw new EOFException("a tensor of " + count + " bytes ends early");
    }
    return ByteBuffer.wrap(in.readNBytes((int) count));
  }
}
