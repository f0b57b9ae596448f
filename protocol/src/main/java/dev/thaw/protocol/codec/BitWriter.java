package dev.thaw.protocol.codec;

/** Writes bits into an array from its byte 1 on, each byte from the highest bit down. */
final class BitWriter {
  private final byte[] out;
  private int at = 1;
  private int pending;
  private int count;

  BitWriter(byte[] out) {
    this.out = out;
  }

  /** The low {@code bits} bits of {@code value}, 0 to 8 of them. */
  void put(int value, int bits) {
    pending = (pending << bits) | (value & ((1 << bits) - 1));
    count += bits;
    if (count >= Byte.SIZE) {
      count -= Byte.SIZE;
      out[at++] = (byte) (pending >> count);
    }
  }

  /** {@code ones} ones and a zero. */
  void putUnary(int ones) {
    int left = ones;
    for (; left >= Byte.SIZE; left -= Byte.SIZE) {
      put(0xff, Byte.SIZE);
    }
    put(((1 << left) - 1) << 1, left + 1);
  }

  /** Fills the last byte with zeros. */
  void finish() {
    put(0, (Byte.SIZE - count) % Byte.SIZE);
  }
}
