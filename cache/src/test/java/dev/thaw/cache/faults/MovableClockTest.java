package dev.thaw.cache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock that the campaign moves. */
class MovableClockTest {
  @TempDir Path directory;

  @Test
  void itIsRightUntilItIsMovedAndMovesEitherWay() throws Exception {
    Path file = directory.resolve("clock");
    Clock clock = MovableClock.of(file);
    assertThat(ahead(clock)).isLessThan(Duration.ofMinutes(10));
    MovableClock.move(file, 3600);
    assertThat(ahead(clock)).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(70));
    MovableClock.move(file, -3600);
    assertThat(ahead(clock)).isBetween(Duration.ofMinutes(-70), Duration.ofMinutes(-50));
  }

  @Test
  void aProcessThatNobodyAskedHasTheSystemClock() {
    assertThat(MovableClock.systemUTC()).isEqualTo(Clock.systemUTC());
  }

  private static Duration ahead(Clock clock) {
    return Duration.between(Instant.now(), clock.instant());
  }
}
