package dev.thaw.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A dense tensor of one sample: dtype, shape (no batch dimension), values as raw little-endian
 * bytes in row-major order, and for int8 one fp32 scale per channel ({@link Shape#channels()}).
 *
 * <p>Immutable; a tensor that was decoded from a frame is a view of the frame's bytes, which must
 * not be written again.
 */
public final class Tensor {
  private static final float[] NO_SCALES = {};
  private static final float INT8_MAX = 127f;

  /** A larger scale would make 127 infinite. */
  private static final float LARGEST_SCALE = Math.nextDown(Float.MAX_VALUE / INT8_MAX);

  private final DType dtype;
  private final Shape shape;
  private final float[] scales;
  private final ByteBuffer data;

  private Tensor(DType dtype, Shape shape, float[] scales, ByteBuffer data) {
    this.dtype = dtype;
    this.shape = shape;
    this.scales = scales;
    this.data = data;
  }

  /**
   * A tensor over {@code data} without copying.
   *
   * @param scales one per channel for int8, empty otherwise
   * @param data the values from position to limit, little-endian
   * @throws IllegalArgumentException if the sizes do not agree
   */
  public static Tensor wrap(DType dtype, Shape shape, float[] scales, ByteBuffer data) {
    int expected = Math.multiplyExact(shape.elements(), dtype.bytes());
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "a " + dtype + shape + " tensor has " + expected + " bytes, not " + data.remaining());
    }
    int channels = dtype == DType.INT8 ? shape.channels() : 0;
    if (scales.length != channels) {
      throw new IllegalArgumentException(
          "a " + dtype + shape + " tensor has " + channels + " scales, not " + scales.length);
    }
    return new Tensor(
        dtype,
        shape,
        scales.clone(),
        data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * An fp32 tensor holding a copy of {@code values}.
   *
   * @throws IllegalArgumentException if there are not as many values as the shape has elements
   */
  public static Tensor ofFloats(Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return wrap(DType.FP32, shape, NO_SCALES, bytes);
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** The extents, without a batch dimension. */
  public Shape shape() {
    return shape;
  }

  /** A copy of the int8 scales, one per channel; empty for other dtypes. */
  public float[] scales() {
    return scales.clone();
  }

  /** A fresh read-only little-endian view of the raw values; nothing is copied. */
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of the raw values, scales not counted. */
  public int byteSize() {
    return data.capacity();
  }

  /** All values as floats, dequantised where needed; a fresh array in row-major order. */
  public float[] toFloats() {
    float[] out = new float[shape.elements()];
    switch (dtype) {
      case FP32 -> data().asFloatBuffer().get(out);
      case FP16 -> fromHalf(out);
      case INT8 -> fromInt8(out);
    }
    return out;
  }

  private void fromHalf(float[] out) {
    short[] halves = new short[out.length];
    data().asShortBuffer().get(halves);
    for (int i = 0; i < out.length; i++) {
      out[i] = HalfFloat.toFloat(halves[i]);
    }
  }

  private void fromInt8(float[] out) {
    byte[] bytes = new byte[out.length];
    data().get(bytes);
    int perChannel = out.length / scales.length;
    for (int c = 0; c < scales.length; c++) {
      float scale = scales[c];
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        out[i] = bytes[i] * scale;
      }
    }
  }

  /**
   * This tensor as {@code target}: itself if it has that dtype already. Conversion to int8 is
   * symmetric per channel: the largest magnitude of a channel becomes 127.
   *
   * @throws IllegalArgumentException if a value is not finite, or too large for fp16
   */
  public Tensor to(DType target) {
    if (target == dtype) {
      return this;
    }
    float[] values = toFloats();
    return switch (target) {
      case FP32 -> ofFloats(shape, values);
      case FP16 -> toHalf(values);
      case INT8 -> toInt8(values);
    };
  }

  /** Whether no scale and no value, dequantised where needed, is NaN or infinite. */
  public boolean isFinite() {
    for (float scale : scales) {
      if (!Float.isFinite(scale)) {
        return false;
      }
    }
    for (float value : toFloats()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private Tensor toHalf(float[] values) {
    ByteBuffer out =
        ByteBuffer.allocate(values.length * DType.FP16.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      short half = HalfFloat.fromFloat(requireFinite(value));
      if (!Float.isFinite(HalfFloat.toFloat(half))) {
        throw new IllegalArgumentException("too large for fp16: " + value);
      }
      out.putShort(half);
    }
    return wrap(DType.FP16, shape, NO_SCALES, out.flip());
  }

  private Tensor toInt8(float[] values) {
    int channels = shape.channels();
    int perChannel = values.length / channels;
    float[] newScales = new float[channels];
    byte[] out = new byte[values.length];
    for (int c = 0; c < channels; c++) {
      float max = 0;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        max = Math.max(max, Math.abs(requireFinite(values[i])));
      }
      newScales[c] = Math.min(max / INT8_MAX, LARGEST_SCALE);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        out[i] = quantise(values[i], max);
      }
    }
    return wrap(DType.INT8, shape, newScales, ByteBuffer.wrap(out));
  }

  private static byte quantise(float value, float max) {
    return max == 0 ? 0 : (byte) Math.round((double) value / max * INT8_MAX);
  }

  private static float requireFinite(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("not a finite value: " + value);
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && dtype == that.dtype
        && shape.equals(that.shape)
        && Arrays.equals(scales, that.scales)
        && data.equals(that.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * dtype.hashCode() + shape.hashCode()) + data.hashCode();
  }

  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
