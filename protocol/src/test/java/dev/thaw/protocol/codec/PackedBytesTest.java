package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedBytesTest {
  private static final long SEED = 5;

  private final Random random = new Random(SEED);

  @Test
  void whatIsPackedComesBackAndIsSmaller() {
    for (int round = 0; round < 3_000; round++) {
      byte[] values = values(1 + random.nextInt(700), random.nextDouble(), random.nextDouble(60));
      byte[] packed = PackedBytes.pack(ByteBuffer.wrap(values));
      if (packed.length > 0) {
        assertThat(packed).hasSizeLessThan(values.length);
        assertThat(PackedBytes.unpack(ByteBuffer.wrap(packed), values.length))
            .as("seed %d round %d", SEED, round)
            .isEqualTo(values);
      }
    }
  }

  private byte[] values(int count, double zeros, double spread) {
    boolean signed = random.nextBoolean();
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      double value = random.nextDouble() < zeros ? 0 : random.nextGaussian() * spread;
      double kept = Math.max(-128, Math.min(127, signed ? value : Math.abs(value)));
      values[i] = (byte) kept;
    }
    return values;
  }

  @Test
  void zerosTakeOneBitEach() {
    assertThat(PackedBytes.pack(ByteBuffer.allocate(512))).hasSize(65);
  }

  @Test
  void noiseIsNotPacked() {
    byte[] noise = new byte[512];
    random.nextBytes(noise);
    assertThat(PackedBytes.pack(ByteBuffer.wrap(noise))).isEmpty();
    assertThat(PackedBytes.pack(ByteBuffer.allocate(1))).isEmpty();
  }

  @Test
  void extremesComeBack() {
    byte[] values = new byte[256];
    values[3] = -128;
    values[9] = 127;
    values[255] = -1;
    byte[] packed = PackedBytes.pack(ByteBuffer.wrap(values));
    assertThat(packed).isNotEmpty();
    assertThat(PackedBytes.unpack(ByteBuffer.wrap(packed), 256)).isEqualTo(values);
  }

  @Test
  void aFormThatCannotHoldSoManyValuesIsRefusedBeforeAllocating() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedBytes.unpack(ByteBuffer.allocate(3), 1 << 26))
        .withMessage("67108864 values in 3 bytes");
  }

  @Test
  void otherFormsThanTheOneAreRefused() {
    byte[] packed = PackedBytes.pack(ByteBuffer.wrap(new byte[20]));
    assertThat(packed).hasSize(4);
    for (byte[] bad :
        new byte[][] {
          {32, 0, 0, 0}, {-1, 0, 0, 0}, {0, 0, 0}, {0, 0, 0, 1}, {0, 0, 0, 0, 0}, {0, -1, -1, -1}
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PackedBytes.unpack(ByteBuffer.wrap(bad), 20));
    }
  }
}
