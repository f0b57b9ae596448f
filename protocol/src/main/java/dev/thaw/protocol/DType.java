package dev.thaw.protocol;

import java.util.Locale;

/** The element type of a {@link Tensor}. Each has a stable {@link #code()}. */
public enum DType {
  /** IEEE 754 binary32. */
  FP32(4, 0),
  /** IEEE 754 binary16. */
  FP16(2, 1),
  /** Signed byte times its channel's fp32 scale (symmetric, zero point 0). */
  INT8(1, 2);

  private final int bytes;
  private final int code;

  DType(int bytes, int code) {
    this.bytes = bytes;
    this.code = code;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** The number on the wire and in everything stored. */
  public int code() {
    return code;
  }

  /**
   * The dtype with the given code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DType ofCode(int code) {
    for (DType dtype : values()) {
      if (dtype.code == code) {
        return dtype;
      }
    }
    throw new IllegalArgumentException("unknown dtype " + code);
  }

  /**
   * The dtype called {@code name} ({@code fp32}, {@code fp16}, {@code int8}), whatever its case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DType named(String name) {
    for (DType dtype : values()) {
      if (dtype.name().equalsIgnoreCase(name)) {
        return dtype;
      }
    }
    throw new IllegalArgumentException(
        "unknown dtype \"" + name + "\": expected fp32, fp16 or int8");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
