package dev.thaw.cloud.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of rows that are on disks; they never change. */
class StoredFormatTest {
  private static final SampleKey KEY =
      new SampleKey("letters", "phone", SampleId.fromHex("00112233445566778899aabbccddeeff"));

  @Test
  void theLogPositionIsAVersionAndANumber() {
    assertThat(hex(LogPosition.toBytes(0x0102030405L))).isEqualTo("010000000102030405");
  }

  @Test
  void anOwedRowNamesTaskDeviceAndSampleAndHoldsAVersion() {
    assertThat(hex(KEY.owedRow()))
        .isEqualTo("6c6574746572730070686f6e650000112233445566778899aabbccddeeff");
    assertThat(hex(Dropping.owedValue())).isEqualTo("01");
    assertThat(SampleKey.parseOwed(KEY.owedRow())).isEqualTo(KEY);
  }

  @Test
  void aLostRowIsKeyedAsAFeatureAndHoldsAVersion() {
    Generation generation = new Generation(4, Digest.of(new byte[] {1}));

    assertThat(hex(KEY.row(generation)))
        .isEqualTo(
            "6c6574746572730070686f6e65000004"
                + generation.prefix().hex()
                + "00112233445566778899aabbccddeeff");
    assertThat(hex(LostNotes.value())).isEqualTo("01");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
