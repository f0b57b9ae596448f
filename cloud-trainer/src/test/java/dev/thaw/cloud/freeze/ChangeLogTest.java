package dev.thaw.cloud.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.freeze.FreezeStatus.Ended;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeLogTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00.5Z");
  private static final WhenRepaired RULE = new WhenRepaired(0.8, Duration.ofMillis(90_500));
  private static final ChangeRecord WAITING = ChangeRecord.ofDepth(6, 5, RULE, START);
  private static final Ended ENDED =
      ChangeRecord.ofBase(6, START)
          .ended(Outcome.ROLLED_BACK, "no room", true, START.plusSeconds(2));

  /** Stored format 1. Never changes; another format gets another version. */
  private static final String GOLDEN =
      "01010000000600000005000000001257414954494e475f464f525f524550414952013fe99999"
          + "9999999a000000000000005a1dcd6500000000006b0036401dcd650001000000006b00369b00"
          + "00000000000002010000000600000006010000000b524f4c4c45445f4241434b000000076e6f"
          + "20726f6f6d01000000006b0036401dcd6500000000006b0036421dcd6500";

  @TempDir Path dir;

  @Test
  void aRowReadsBackAsItWasWritten() {
    ChangeLog.Row row = new ChangeLog.Row(Optional.of(WAITING), Optional.of(ENDED));

    assertThat(ChangeLog.Row.fromBytes(row.toBytes())).isEqualTo(row);
    assertThat(ChangeLog.Row.fromBytes(ChangeLog.Row.EMPTY.toBytes()))
        .isEqualTo(ChangeLog.Row.EMPTY);
    assertThat(WAITING.phase()).isEqualTo(Phase.WAITING_FOR_REPAIR);
    assertThat(WAITING.deadline()).contains(START.plusMillis(90_500));
  }

  @Test
  void theStoredFormatIsAsItWas() {
    ChangeLog.Row row = new ChangeLog.Row(Optional.of(WAITING.withAttempts(2)), Optional.of(ENDED));

    assertThat(HexFormat.of().formatHex(row.toBytes())).isEqualTo(GOLDEN);
  }

  @Test
  void aRowThatIsCutShortOrSaysNonsenseIsRefused() {
    byte[] whole = new ChangeLog.Row(Optional.of(WAITING), Optional.of(ENDED)).toBytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ChangeLog.Row.fromBytes(cut))
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE));
    }
    byte[] nonsense = whole.clone();
    nonsense[15] = 'Q';
    assertThatThrownBy(() -> ChangeLog.Row.fromBytes(nonsense))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("stored change is damaged");
  }

  @Test
  void howTheLastChangeEndedStaysWhileTheNextIsUnderWay() {
    try (CloudDatabase database = CloudDatabase.open(dir)) {
      ChangeLog log = new ChangeLog(database);
      assertThat(log.row("letters")).isEqualTo(ChangeLog.Row.EMPTY);
      log.end("letters", ENDED);
      log.put("letters", WAITING);
      log.put("digits", WAITING.in(Phase.PREPARING));

      assertThat(log.row("letters").underWay()).contains(WAITING);
      assertThat(log.row("letters").last()).contains(ENDED);
      assertThat(log.row("digits").last()).isEmpty();
    }
  }
}
