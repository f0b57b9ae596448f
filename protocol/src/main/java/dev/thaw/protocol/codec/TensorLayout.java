package dev.thaw.protocol.codec;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the tensors of an activation look like: everything but scales and values. */
record TensorLayout(List<Part> parts) {
  /** One tensor's dtype and shape. */
  record Part(DType dtype, Shape shape) {
    int bytes() {
      return Math.multiplyExact(shape.elements(), dtype.bytes());
    }

    ByteBuffer unpack(ByteBuffer packed) {
      if (dtype != DType.INT8) {
        throw new IllegalArgumentException("packed values of " + dtype);
      }
      return ByteBuffer.wrap(PackedBytes.unpack(packed, shape.elements()));
    }

    Tensor tensor(float[] scales, ByteBuffer values) {
      return Tensor.wrap(dtype, shape, scales, values);
    }

    int scales() {
      return dtype == DType.INT8 ? shape.channels() : 0;
    }
  }

  /** Least bytes of a layout: the count, one dtype, one rank. */
  static final int LEAST_BYTES = 3;

  private static final byte[] RAW = {};

  static TensorLayout of(List<Tensor> tensors) {
    return new TensorLayout(tensors.stream().map(t -> new Part(t.dtype(), t.shape())).toList());
  }

  void put(HeaderOutput out) {
    out.putCount(parts.size());
    for (Part part : parts) {
      out.writeByte(part.dtype.code());
      ModelSerializers.putShape(out, part.shape);
    }
  }

  static TensorLayout take(HeaderInput in) {
    int count = in.takeCount("tensors", Activation.MAX_TENSORS, 2);
    List<Part> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(new Part(DType.ofCode(in.readByteUnsigned()), ModelSerializers.takeShape(in)));
    }
    return new TensorLayout(parts);
  }

  /** Scales go to the header, values to the payload. */
  static void putValues(HeaderOutput out, List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      float[] scales = tensor.scales();
      out.writeFloats(scales, 0, scales.length);
      out.putPayload(tensor.data());
    }
  }

  /** Reads what {@link #putValues} writes; the values are views of the payload. */
  List<Tensor> takeValues(HeaderInput in) {
    List<Tensor> tensors = new ArrayList<>(parts.size());
    for (Part part : parts) {
      float[] scales = in.takeFloats(part.scales());
      tensors.add(part.tensor(scales, in.takePayload(part.bytes())));
    }
    return tensors;
  }

  /** As {@link #putValues}, but int8 values are packed where that makes them smaller. */
  static void putPacked(HeaderOutput out, List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      float[] scales = tensor.scales();
      out.writeFloats(scales, 0, scales.length);
      byte[] packed = tensor.dtype() == DType.INT8 ? PackedBytes.pack(tensor.data()) : RAW;
      out.putCount(packed.length);
      out.putPayload(packed.length == 0 ? tensor.data() : ByteBuffer.wrap(packed));
    }
  }

  /** Reads what {@link #putPacked} writes. */
  List<Tensor> takePacked(HeaderInput in) {
    List<Tensor> tensors = new ArrayList<>(parts.size());
    for (Part part : parts) {
      float[] scales = in.takeFloats(part.scales());
      int packed = in.readVarInt(true);
      tensors.add(
          part.tensor(
              scales,
              packed == 0 ? in.takePayload(part.bytes()) : part.unpack(in.takePayload(packed))));
    }
    return tensors;
  }
}
