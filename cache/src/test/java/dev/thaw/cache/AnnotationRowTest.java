package dev.thaw.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.Annotation.State;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AnnotationRowTest {
  private static final String SEQUENCE_WHEN_AND_LABEL = "2a00000000000000f4a9da769b0100003d000000";

  /** Stored by released versions: never change them, add a new version instead. */
  private static final Map<State, String> GOLDEN =
      new EnumMap<>(
          Map.of(
              State.PENDING, "02" + SEQUENCE_WHEN_AND_LABEL + "00",
              State.ACKNOWLEDGED, "02" + SEQUENCE_WHEN_AND_LABEL + "01",
              State.AGAIN, "02" + SEQUENCE_WHEN_AND_LABEL + "02"));

  @Test
  void theStoredBytesNeverChange() {
    for (State state : State.values()) {
      String row = HexFormat.of().formatHex(AnnotationRow.encode(annotation(state)));
      assertThat(row).isEqualTo(GOLDEN.get(state));
      assertThat(AnnotationRow.decode(HexFormat.of().parseHex(row))).contains(annotation(state));
    }
  }

  @Test
  void rowsOfTheFirstVersionAreStillRead() {
    assertThat(decode("01" + SEQUENCE_WHEN_AND_LABEL + "00")).isEqualTo(annotation(State.PENDING));
    assertThat(decode("01" + SEQUENCE_WHEN_AND_LABEL + "01"))
        .isEqualTo(annotation(State.ACKNOWLEDGED));
  }

  @Test
  void otherBytesAreNotAnAnnotation() {
    byte[] row = AnnotationRow.encode(annotation(State.AGAIN));

    assertThat(AnnotationRow.decode(new byte[5])).isEmpty();
    assertThat(AnnotationRow.decode(Arrays.copyOf(row, row.length + 1))).isEmpty();
    assertThat(AnnotationRow.decode(with(row, 0, 0))).as("version 0").isEmpty();
    assertThat(AnnotationRow.decode(with(row, 0, 3))).as("a later version").isEmpty();
    assertThat(AnnotationRow.decode(with(row, 0, 1))).as("again, in version 1").isEmpty();
    assertThat(AnnotationRow.decode(with(row, row.length - 1, 3))).as("unknown state").isEmpty();
  }

  private static Annotation annotation(State state) {
    return new Annotation(61, Instant.parse("2026-01-01T00:00:00.5Z"), 42, state);
  }

  private static Annotation decode(String hex) {
    return AnnotationRow.decode(HexFormat.of().parseHex(hex)).orElseThrow();
  }

  private static byte[] with(byte[] row, int at, int value) {
    byte[] changed = row.clone();
    changed[at] = (byte) value;
    return changed;
  }
}
