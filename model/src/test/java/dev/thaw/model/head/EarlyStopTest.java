package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStopTest {
  @Test
  void twoEpochsInARowThatGainTooLittleAreTheLast() {
    EarlyStop stop = new EarlyStop(0.1f);

    assertThat(stop.isLast(2)).isFalse();
    assertThat(stop.isLast(1)).isFalse();
    assertThat(stop.isLast(0.95)).isFalse();
    assertThat(stop.isLast(0.8)).isFalse();
    assertThat(stop.isLast(0.79)).isFalse();
    assertThat(stop.isLast(0.85)).isTrue();
  }

  @Test
  void withoutALeastGainNoEpochIsTheLast() {
    EarlyStop never = new EarlyStop(0);

    assertThat(never.isLast(1)).isFalse();
    assertThat(never.isLast(2)).isFalse();
    assertThat(never.isLast(3)).isFalse();
  }
}
