package dev.thaw.bench.evaluate.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TicksTest {
  @Test
  void powersOfTenAreEnoughOverALongWay() {
    assertThat(Ticks.between(1, 1_000).labels()).containsExactly("1", "10", "100", "1,000");
  }

  @Test
  void largeOnesHavePrefixes() {
    assertThat(Ticks.between(5e3, 2e7).labels()).containsExactly("10 k", "100 k", "1 M", "10 M");
  }

  @Test
  void thereAreMoreOverAShortWay() {
    assertThat(Ticks.between(4, 90).labels()).containsExactly("5", "10", "20", "50");
    assertThat(Ticks.between(0.02, 0.5).labels()).containsExactly("0.03", "0.1", "0.3");
  }

  @Test
  void thereAreNeverTooManyToRead() {
    assertThat(Ticks.between(1e-9, 1e12).labels()).hasSizeLessThan(12);
  }

  @Test
  void thereMayBeNoneOverAVeryShortWay() {
    assertThat(Ticks.between(91, 92).values()).isEmpty();
  }
}
