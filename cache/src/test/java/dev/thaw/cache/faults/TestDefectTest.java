package dev.thaw.cache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A defect is not to be had by accident. */
class TestDefectTest {
  @AfterEach
  void clear() {
    System.clearProperty("thaw.faults");
    System.clearProperty("thaw.faults.confirm");
  }

  @Test
  void thereIsNoneUnlessItIsAskedFor() {
    assertThat(TestDefect.acknowledgesBeforeCommit()).isFalse();
  }

  @Test
  void askingForItIsNotEnough() {
    System.setProperty("thaw.faults", "ack-before-commit");
    assertThatThrownBy(TestDefect::acknowledgesBeforeCommit)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("remove it");
  }

  @Test
  void whoConfirmsItHasIt() {
    System.setProperty("thaw.faults", "ack-before-commit");
    System.setProperty("thaw.faults.confirm", "lose-data");
    assertThat(TestDefect.acknowledgesBeforeCommit()).isTrue();
  }

  @Test
  void noOtherPointIsArmed() {
    for (CrashPoint point : CrashPoint.values()) {
      assertThat(point.isArmed()).isFalse();
      point.reach();
      point.passBy();
    }
  }
}
