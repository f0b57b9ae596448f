package dev.thaw.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static Backoff backoff(long seed) {
    return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), new Random(seed));
  }

  @Test
  void waitsDoubleWithJitterUpToTheLimit() {
    Backoff backoff = backoff(1);
    for (int i = 0; i < 100; i++) {
      long ceiling = Math.min(10_000, 100L << Math.min(i, 20));
      assertThat(backoff.next().toMillis()).isBetween(ceiling / 2, ceiling);
    }
  }

  @Test
  void aSuccessBeginsAnew() {
    Backoff backoff = backoff(2);
    for (int i = 0; i < 10; i++) {
      backoff.next();
    }
    backoff.reset();
    assertThat(backoff.next().toMillis()).isLessThanOrEqualTo(100);
  }

  @Test
  void devicesDoNotComeBackTogether() {
    assertThat(backoff(3).next()).isNotEqualTo(backoff(4).next());
  }
}
