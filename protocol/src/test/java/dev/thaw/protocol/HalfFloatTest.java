package dev.thaw.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfFloatTest {
  private static final long SEED = 20261120;

  /** By the definition in IEEE 754, without bit tricks. */
  private static double valueOf(int half) {
    int exponent = half >> 10 & 31;
    int mantissa = half & 0x3ff;
    double magnitude =
        exponent == 0
            ? mantissa * Math.pow(2, -24)
            : (1024 + mantissa) * Math.pow(2, exponent - 25);
    if (exponent == 31) {
      magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return (half & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyHalfHasItsValueAndComesBack() {
    for (int half = 0; half < 65_536; half++) {
      float value = HalfFloat.toFloat((short) half);
      assertThat(Double.compare(value, valueOf(half))).as("half %04x", half).isZero();
      short back = HalfFloat.fromFloat(value);
      if (Float.isNaN(value)) {
        assertThat(Float.isNaN(HalfFloat.toFloat(back))).isTrue();
      } else {
        assertThat(back).as("half %04x", half).isEqualTo((short) half);
      }
    }
  }

  @Test
  void halfwayBetweenTwoHalvesTheEvenOneWinsAndElseTheNearer() {
    for (int half = 0; half < 0x7bff; half++) {
      float low = HalfFloat.toFloat((short) half);
      float high = HalfFloat.toFloat((short) (half + 1));
      float middle = (low + high) / 2;
      int even = (half & 1) == 0 ? half : half + 1;
      assertThat(HalfFloat.fromFloat(middle)).isEqualTo((short) even);
      assertThat(HalfFloat.fromFloat(Math.nextDown(middle))).isEqualTo((short) half);
      assertThat(HalfFloat.fromFloat(Math.nextUp(middle))).isEqualTo((short) (half + 1));
      assertThat(HalfFloat.fromFloat(-middle)).isEqualTo((short) (even | 0x8000));
    }
  }

  @Test
  void fromTheMiddleBeyondTheLargestHalfItIsInfinite() {
    assertThat(HalfFloat.fromFloat(Math.nextDown(65_520f))).isEqualTo((short) 0x7bff);
    assertThat(HalfFloat.fromFloat(65_520f)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloat.fromFloat(-Float.MAX_VALUE)).isEqualTo((short) 0xfc00);
    assertThat(HalfFloat.fromFloat(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
  }

  @Test
  void roundingIsMonotoneForRandomFloats() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200_000; i++) {
      float a = Float.intBitsToFloat(random.nextInt());
      float b = Float.intBitsToFloat(random.nextInt());
      if (a <= b) {
        float halfA = HalfFloat.toFloat(HalfFloat.fromFloat(a));
        float halfB = HalfFloat.toFloat(HalfFloat.fromFloat(b));
        assertThat(halfA).as("seed %d: %s and %s", SEED, a, b).isLessThanOrEqualTo(halfB);
      }
    }
  }
}
