package dev.thaw.protocol;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The identity of one sample on one device: the first 128 bits of the SHA-256 of its input, so that
 * the same input is found again. Immutable; compared by value. Within the cloud a sample is
 * identified by device and sample id together.
 */
public final class SampleId implements Comparable<SampleId> {
  /** Length of a sample id in bytes. */
  public static final int BYTES = 16;

  private final byte[] value;

  private SampleId(byte[] value) {
    this.value = value;
  }

  /** The id of the sample whose input has the given digest. */
  public static SampleId ofInput(Digest input) {
    return new SampleId(Arrays.copyOf(input.bytes(), BYTES));
  }

  /**
   * Wraps 16 raw bytes (copied).
   *
   * @throws IllegalArgumentException if there are not exactly 16
   */
  public static SampleId fromBytes(byte[] raw) {
    if (raw.length != BYTES) {
      throw new IllegalArgumentException("a sample id has 16 bytes, not " + raw.length);
    }
    return new SampleId(raw.clone());
  }

  /**
   * Parses 32 hexadecimal digits.
   *
   * @throws IllegalArgumentException if {@code hex} is anything else
   */
  public static SampleId fromHex(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException(
          "a sample id has 32 hexadecimal digits, not \"" + hex + '"');
    }
    return new SampleId(HexFormat.of().parseHex(hex));
  }

  /** A copy of the 16 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  /** All 32 hexadecimal digits, lower case. */
  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public int compareTo(SampleId other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SampleId that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
