package dev.thaw.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Labels that a person gives one after the other. */
class AnnotationTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Annotation first = new Annotation(1, NOON, 5, Annotation.State.ACKNOWLEDGED);

  @Test
  void aCorrectionHasItsOwnTime() {
    assertThat(first.corrected(2, NOON.plusSeconds(9)).when()).isEqualTo(NOON.plusSeconds(9));
  }

  @Test
  void aCorrectionIsLaterThoughTheClockWasPutBack() {
    Annotation second = first.corrected(2, NOON.minus(Duration.ofHours(1)));
    Annotation third = second.corrected(3, NOON.minus(Duration.ofMinutes(59)));
    assertThat(second.when()).isAfter(first.when());
    assertThat(third.when()).isAfter(second.when());
  }
}
