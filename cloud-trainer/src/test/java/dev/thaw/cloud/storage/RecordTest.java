package dev.thaw.cloud.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordTest {
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00.123456789Z");

  @Test
  void everyFieldReadsBackAsItWasWritten() {
    RecordReader in = new RecordReader("thing", 3, record());

    assertThat(in.integer()).isEqualTo(-7);
    assertThat(in.number()).isEqualTo(1L << 40);
    assertThat(in.real()).isNaN();
    assertThat(in.flag()).isTrue();
    assertThat(in.text()).isEqualTo("größer");
    assertThat(in.digest()).isEqualTo(DIGEST);
    assertThat(in.time()).isEqualTo(TIME);
    assertThat(in.optional(RecordReader::number)).isEmpty();
    assertThat(in.optional(RecordReader::text)).contains("x");
    assertThat(in.all(RecordReader::integer)).containsExactly(1, 2, 3);
    assertThat(in.figures()).isEqualTo(Map.of("loss", 0.25));
  }

  @Test
  void anotherVersionIsRefusedByName() {
    assertThatThrownBy(() -> new RecordReader("thing", 2, record()))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
        .hasMessage("stored thing is damaged: has version 3, expected 2");
  }

  @Test
  void aRecordCutShortAnywhereIsRefused() {
    byte[] whole = record();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> readAll(cut))
          .as("%d bytes", length)
          .isInstanceOf(CloudException.class);
    }
  }

  @Test
  void theKeyOfAShorterNameIsNoPrefixOfALongerOnes() {
    byte[] shorter = Key.of("task").text("phone").bytes();
    byte[] longer = Key.of("task").text("phone2").bytes();

    assertThat(Arrays.mismatch(shorter, longer)).isLessThan(shorter.length);
  }

  private static byte[] record() {
    return new RecordWriter(3)
        .number(-7)
        .number(1L << 40)
        .number(Double.NaN)
        .flag(true)
        .text("größer")
        .digest(DIGEST)
        .time(TIME)
        .optional(Optional.<Long>empty(), RecordWriter::number)
        .optional(Optional.of("x"), RecordWriter::text)
        .all(List.of(1, 2, 3), RecordWriter::number)
        .figures(Map.of("loss", 0.25))
        .toBytes();
  }

  private static void readAll(byte[] bytes) {
    RecordReader in = new RecordReader("thing", 3, bytes);
    in.integer();
    in.number();
    in.real();
    in.flag();
    in.text();
    in.digest();
    in.time();
    in.optional(RecordReader::number);
    in.optional(RecordReader::text);
    in.all(RecordReader::integer);
    in.figures();
  }
}
