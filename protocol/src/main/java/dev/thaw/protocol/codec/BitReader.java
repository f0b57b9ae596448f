package dev.thaw.protocol.codec;

import java.nio.ByteBuffer;

/** Reads bits from byte 1 of a buffer on, each byte from the highest bit down. */
final class BitReader {
  private final ByteBuffer bytes;
  private int at = 1;
  private long window;
  private int count;

  BitReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The next {@code bits} bits, 0 to 8 of them. */
  int next(int bits) {
    fill();
    if (count < bits) {
      throw early();
    }
    int value = (int) (window >>> 1 >>> (Long.SIZE - 1 - bits));
    drop(bits);
    return value;
  }

  /**
   * The number of ones before the next zero, which is taken too.
   *
   * @throws IllegalArgumentException if there are more than {@code most}
   */
  int nextUnary(int most) {
    int total = 0;
    while (true) {
      fill();
      int ones = Math.min(Long.numberOfLeadingZeros(~window), count);
      total += ones;
      if (total > most) {
        throw new IllegalArgumentException("packed value out of range");
      }
      if (ones < count) {
        drop(ones + 1);
        return total;
      }
      if (at == bytes.limit()) {
        throw early();
      }
      drop(ones);
    }
  }

  /** Requires that fewer than 8 bits are left, all of them 0. */
  void requireEnd() {
    fill();
    if (count >= Byte.SIZE || window != 0) {
      throw new IllegalArgumentException("packed values end late");
    }
  }

  private void fill() {
    while (count <= Long.SIZE - Byte.SIZE && at < bytes.limit()) {
      window |= (bytes.get(at++) & 0xffL) << (Long.SIZE - Byte.SIZE - count);
      count += Byte.SIZE;
    }
  }

  private void drop(int bits) {
    window = bits == Long.SIZE ? 0 : window << bits;
    count -= bits;
  }

  private static IllegalArgumentException early() {
    return new IllegalArgumentException("packed values end early");
  }
}
