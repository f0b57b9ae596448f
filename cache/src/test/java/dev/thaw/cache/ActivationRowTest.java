package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ActivationRowTest {
  private static final RowKey KEY = new RowKey(new SampleKey(TASK, sample(1)), CURRENT);

  /** Stored by every released version: never change it, add a new version instead. */
  private static final String GOLDEN =
      "0107a8da769b0100000300030203020000000100000002000000"
          + "0402013c0683c13c7fc1007f"
          + "010102000000003400480001020000000000803e00000041c44c456a";

  private static Activation activation() {
    Tensor maps = Tensor.ofFloats(Shape.of(2, 1, 2), 1f, -0.5f, 0f, 3f);
    Tensor context = Tensor.ofFloats(Shape.of(2), 0.25f, 8f);
    return new Activation(
        TASK,
        sample(1),
        3,
        CURRENT,
        Instant.parse("2026-01-01T00:00:00.007Z"),
        List.of(maps.to(DType.INT8), context.to(DType.FP16), context));
  }

  @Test
  void theStoredBytesNeverChange() {
    assertThat(HexFormat.of().formatHex(ActivationRow.encode(activation()))).isEqualTo(GOLDEN);
    assertThat(ActivationRow.decode(KEY, HexFormat.of().parseHex(GOLDEN))).contains(activation());
    assertThat(ActivationRow.describe(CURRENT, HexFormat.of().parseHex(GOLDEN)))
        .contains(
            new SampleEntry.Row(
                CURRENT, 3, ActivationRow.cost(activation()), activation().createdAt()));
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] row = ActivationRow.encode(activation());
    for (int bit = 0; bit < row.length * 8; bit++) {
      row[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(ActivationRow.decode(KEY, row)).as("bit %d", bit).isEmpty();
      row[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  @Test
  void noByteStringThrows() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] row = new byte[random.nextInt(60)];
      random.nextBytes(row);
      if (row.length > 0) {
        row[0] = 1;
      }
      assertThat(ActivationRow.decode(KEY, row)).isEmpty();
      ActivationRow.describe(CURRENT, row);
    }
  }
}
