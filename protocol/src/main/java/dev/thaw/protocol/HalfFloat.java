package dev.thaw.protocol;

/**
 * IEEE 754 binary16, which Java 17 has no conversion for. Round to nearest, ties to even;
 * subnormals are exact.
 */
final class HalfFloat {
  private HalfFloat() {}

  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int exponent32 = exponent == 31 ? 255 : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | exponent32 << 23 | mantissa << 13);
  }

  static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 0x477ff000) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) {
      return (short) (sign | Math.round(Math.rint(Math.abs((double) value) * 0x1p24)));
    }
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | (rounded - 0x38000000) >>> 13);
  }
}
