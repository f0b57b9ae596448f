package dev.thaw.cloud.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.HeldRows;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredErasureTest {
  private static final String SAMPLE = "000102030405060708090a0b0c0d0e0f";

  /** These bytes do not change once released. */
  private static final String GOLDEN =
      "01"
          + ("00000002" + "6162")
          + ("0000000000000000" + "00000000")
          + ("00000001" + "74" + "01" + "00000001" + "64" + "01" + "00000010" + SAMPLE)
          + ("00000001" + "00000001" + "64")
          + ("0000000000000001" + "0000000000000002" + "0000000000000003")
          + ("0000000000000004" + "0000000000000005" + "0000000000000006")
          + ("01" + "0000000000000007")
          + ("00000001" + "00000006" + "676c6f62616c")
          + ("0000000000000008" + "01" + "0000000000000009")
          + ("00000001" + "00000006" + "676c6f62616c")
          + ("0000000000000009" + "01" + "000000000000000a")
          + ("00000009" + "52455452" + "41494e4544");

  private final Erasure erasure =
      new Erasure(
          "ab",
          Instant.EPOCH,
          new ErasurePlan(
              new Subject("t", Optional.of("d"), Optional.of(SampleId.fromHex(SAMPLE))),
              List.of("d"),
              new ErasedRows(new HeldRows(1, 2, 3), 4, 5, 6),
              Optional.of(7L),
              List.of(new Affected(Scope.GLOBAL, 8, Optional.of(9L)))),
          List.of(new Renewed(Scope.GLOBAL, 9, Optional.of(10L), Renewed.Outcome.RETRAINED)));

  @Test
  void erasureHasTheBytesItAlwaysHad() {
    assertThat(HexFormat.of().formatHex(erasure.toBytes())).isEqualTo(GOLDEN);
  }

  @Test
  void erasureIsReadBack() {
    assertThat(Erasure.fromBytes(HexFormat.of().parseHex(GOLDEN))).isEqualTo(erasure);
    assertThat(erasure.pending()).isEmpty();
  }
}
