package dev.thaw.protocol.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A lossless, smaller form of int8 values that are mostly small, as after a ReLU: Rice codes (R. F.
 * Rice, JPL Publication 79-22, 1979), bits from the highest of each byte down.
 *
 * <pre>
 * packed := parameters u8 | code * n | zero bits up to the byte's end
 * parameters: bits 0-2 shift k, bit 3 signed, bit 4 sparse, bits 5-7 zero
 * code   := sparse: 0 for the value 0, else 1 and rice(u - 1);  otherwise: rice(u)
 * rice(x):= (x >> k) ones, a zero, the low k bits of x
 * u      := the value's 8 bits, or if signed its zigzag (0, -1, 1, -2, ... to 0, 1, 2, 3, ...)
 * </pre>
 *
 * <p>Each value takes at least one bit, so unpacking yields at most 8 bytes for each packed one:
 * the bound on what a frame can make its reader allocate.
 */
final class PackedBytes {
  private static final int SIGNED = 8;
  private static final int SPARSE = 16;
  private static final int SHIFT_MASK = 7;
  private static final int LARGEST = 255;

  private final int shift;
  private final boolean signed;
  private final boolean sparse;

  private PackedBytes(int parameters) {
    shift = parameters & SHIFT_MASK;
    signed = (parameters & SIGNED) != 0;
    sparse = (parameters & SPARSE) != 0;
  }

  /** The packed form of {@code values}, or an empty array if it is not smaller. */
  static byte[] pack(ByteBuffer values) {
    int sign = hasNegative(values) ? SIGNED : 0;
    int[] histogram = histogram(values, new PackedBytes(sign));
    int best = sign;
    long bits = Long.MAX_VALUE;
    for (int candidate = 0; candidate < 2 * SPARSE; candidate++) {
      long its = (candidate & SIGNED) == sign ? new PackedBytes(candidate).bits(histogram) : bits;
      if (its < bits) {
        best = candidate;
        bits = its;
      }
    }
    long bytes = 1 + (bits + 7) / Byte.SIZE;
    return bytes < values.remaining()
        ? new PackedBytes(best).write(values, best, (int) bytes)
        : new byte[0];
  }

  private static boolean hasNegative(ByteBuffer values) {
    int all = 0;
    for (int i = values.position(); i < values.limit(); i++) {
      all |= values.get(i);
    }
    return all < 0;
  }

  /** How often each u occurs, up to the largest that does. */
  private static int[] histogram(ByteBuffer values, PackedBytes form) {
    int[] histogram = new int[LARGEST + 1];
    int largest = 0;
    for (int i = values.position(); i < values.limit(); i++) {
      int u = form.unsigned(values.get(i));
      histogram[u]++;
      largest = Math.max(largest, u);
    }
    return Arrays.copyOf(histogram, largest + 1);
  }

  private long bits(int[] histogram) {
    long bits = 0;
    for (int u = 0; u < histogram.length; u++) {
      bits += (long) histogram[u] * bits(u);
    }
    return bits;
  }

  private int bits(int u) {
    if (!sparse) {
      return (u >> shift) + 1 + shift;
    }
    return u == 0 ? 1 : 1 + ((u - 1) >> shift) + 1 + shift;
  }

  private byte[] write(ByteBuffer values, int parameters, int bytes) {
    byte[] out = new byte[bytes];
    out[0] = (byte) parameters;
    BitWriter writer = new BitWriter(out);
    for (int i = values.position(); i < values.limit(); i++) {
      put(writer, unsigned(values.get(i)));
    }
    writer.finish();
    return out;
  }

  private void put(BitWriter writer, int u) {
    if (sparse) {
      writer.put(u == 0 ? 0 : 1, 1);
    }
    if (!sparse || u > 0) {
      int x = sparse ? u - 1 : u;
      writer.putUnary(x >> shift);
      writer.put(x, shift);
    }
  }

  /**
   * The {@code count} values of a packed form.
   *
   * @throws IllegalArgumentException if {@code packed} is not one of so many values
   */
  static byte[] unpack(ByteBuffer packed, int count) {
    if (count > (long) Byte.SIZE * packed.remaining()) {
      throw new IllegalArgumentException(count + " values in " + packed.remaining() + " bytes");
    }
    int parameters = packed.get(0);
    if (parameters < 0 || parameters >= 2 * SPARSE) {
      throw new IllegalArgumentException("unknown packing " + parameters);
    }
    return new PackedBytes(parameters).read(packed, count);
  }

  private byte[] read(ByteBuffer packed, int count) {
    BitReader in = new BitReader(packed);
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      values[i] = value(take(in));
    }
    in.requireEnd();
    return values;
  }

  private int take(BitReader in) {
    if (sparse && in.next(1) == 0) {
      return 0;
    }
    int x = (in.nextUnary(LARGEST >> shift) << shift) | in.next(shift);
    int u = sparse ? x + 1 : x;
    if (u > LARGEST) {
      throw new IllegalArgumentException("packed value out of range");
    }
    return u;
  }

  private int unsigned(byte value) {
    return signed ? ((value << 1) ^ (value >> 7)) & 0xff : value & 0xff;
  }

  private byte value(int u) {
    return (byte) (signed ? u >>> 1 ^ -(u & 1) : u);
  }
}
