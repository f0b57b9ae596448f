package dev.thaw.model;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer's values as they are stored, hashed and sent. Immutable.
 *
 * <p>Canonical bytes, little-endian; the layer digest is the SHA-256 of exactly these:
 *
 * <pre>
 * layer  := magic "THWL" | version u16 = 1 | name | tensors u16 | tensor*
 * tensor := name | dtype u8 | rank u8 | extent i32 * rank | scale f32 * channels | values, row-major
 * name   := length u16 | UTF-8 bytes
 * </pre>
 *
 * The dtype is 0 for fp32, which has no scales, or 2 for int8, which has one for each channel: the
 * first extent of a tensor of two or more dimensions.
 *
 * <p>There is one encoding of each layer: what is read writes the same bytes again.
 */
record StoredLayer(String name, List<Named> tensors) {
  /** One parameter: its name and its values. */
  record Named(String name, Tensor tensor) {}

  private static final int MAGIC = 0x4C574854; // "THWL" in little-endian order
  private static final int VERSION = 1;
  private static final int MAX_COUNT = 0xFFFF;

  StoredLayer {
    tensors = List.copyOf(tensors);
  }

  boolean isFp32() {
    return tensors.stream().allMatch(named -> named.tensor().dtype() == DType.FP32);
  }

  byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putShort((short) VERSION);
    putName(out, name);
    out.putShort((short) tensors.size());
    tensors.forEach(named -> put(out, named));
    return out.array();
  }

  /**
   * Reads canonical bytes without copying their values.
   *
   * @param expected the layer's name, for the message
   * @throws ModelException if the bytes are anything but one layer
   */
  static StoredLayer fromBytes(String expected, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return read(in);
    } catch (BufferUnderflowException e) {
      throw new ModelException("layer " + expected, "the bytes end early at " + bytes.length, e);
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new ModelException("layer " + expected, "not layer bytes: " + e.getMessage(), e);
    }
  }

  private static StoredLayer read(ByteBuffer in) throws CharacterCodingException {
    require(in.getInt() == MAGIC, "wrong magic");
    int version = Short.toUnsignedInt(in.getShort());
    require(version == VERSION, "unknown version " + version);
    String name = getName(in);
    int count = Short.toUnsignedInt(in.getShort());
    List<Named> tensors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tensors.add(getTensor(in));
    }
    require(!in.hasRemaining(), in.remaining() + " bytes too many");
    return new StoredLayer(name, tensors);
  }

  private static Named getTensor(ByteBuffer in) throws CharacterCodingException {
    String name = getName(in);
    DType dtype = DType.ofCode(in.get());
    require(dtype != DType.FP16, "unknown dtype " + dtype + " of " + name);
    int rank = Byte.toUnsignedInt(in.get());
    require(rank <= Shape.MAX_RANK, "rank " + rank + " of " + name);
    int[] extents = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      extents[axis] = in.getInt();
    }
    Shape shape = Shape.of(extents);
    float[] scales = getScales(in, dtype == DType.INT8 ? shape.channels() : 0);
    return new Named(name, Tensor.wrap(dtype, shape, scales, slice(in, shape, dtype)));
  }

  private static float[] getScales(ByteBuffer in, int channels) {
    if (in.remaining() / Float.BYTES < channels) {
      throw new BufferUnderflowException();
    }
    float[] scales = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      scales[channel] = in.getFloat();
    }
    return scales;
  }

  private static ByteBuffer slice(ByteBuffer in, Shape shape, DType dtype) {
    int size = Math.multiplyExact(shape.elements(), dtype.bytes());
    if (in.remaining() < size) {
      throw new BufferUnderflowException();
    }
    ByteBuffer values = in.slice(in.position(), size);
    in.position(in.position() + size);
    return values;
  }

  private static String getName(ByteBuffer in) throws CharacterCodingException {
    int length = Short.toUnsignedInt(in.getShort());
    if (in.remaining() < length) {
      throw new BufferUnderflowException();
    }
    ByteBuffer utf8 = in.slice(in.position(), length);
    in.position(in.position() + length);
    return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
  }

  private static void put(ByteBuffer out, Named named) {
    putName(out, named.name());
    Shape shape = named.tensor().shape();
    out.put((byte) named.tensor().dtype().code()).put((byte) shape.rank());
    for (int extent : shape.extents()) {
      out.putInt(extent);
    }
    for (float scale : named.tensor().scales()) {
      out.putFloat(scale);
    }
    out.put(named.tensor().data());
  }

  private static void putName(ByteBuffer out, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    out.putShort((short) utf8.length).put(utf8);
  }

  private int size() {
    long size = (long) Integer.BYTES + Short.BYTES + nameSize(name) + Short.BYTES;
    for (Named named : tensors) {
      size += nameSize(named.name()) + 2 + (long) named.tensor().shape().rank() * Integer.BYTES;
      size += named.tensor().byteSize() + (long) named.tensor().scales().length * Float.BYTES;
    }
    require(tensors.size() <= MAX_COUNT, "too many parameters: " + tensors.size());
    return Math.toIntExact(size);
  }

  private static int nameSize(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    require(length <= MAX_COUNT, "name too long: " + length);
    return Short.BYTES + length;
  }

  private static void require(boolean condition, String reason) {
    if (!condition) {
      throw new IllegalArgumentException(reason);
    }
  }
}
