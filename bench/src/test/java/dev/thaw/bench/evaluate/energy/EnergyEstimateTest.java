package dev.thaw.bench.evaluate.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnergyEstimateTest {
  private static final Kappa TEN = new Kappa(10, "made up");

  /**
   * Two core-seconds here are 20 of the phone: 8, 16 and 26 J. Up: 1.2 + 5 x 0.438 = 3.39 W at
   * 625,000 bytes/s. Down: 1.2 + 13 x 0.052 = 1.876 W at 1,625,000 bytes/s. Three wake-ups.
   */
  @Test
  void joulesOverLteAreThoseCountedByHand() {
    EnergyEstimate estimate =
        EnergyEstimate.of(new Spent(2, 1_250_000, 3_250_000, 3), Link.LTE, TEN);

    double air = 2 * 3.39 + 2 * 1.876 + 3 * 11.4;
    assertThat(estimate.lowJoules()).isCloseTo(8 + air, within(1e-9));
    assertThat(estimate.midJoules()).isCloseTo(16 + air, within(1e-9));
    assertThat(estimate.highJoules()).isCloseTo(26 + air, within(1e-9));
  }

  /** 0.403 W at 2,500,000 bytes/s in both directions, 0.1 J per wake-up. */
  @Test
  void joulesOverWifiAreThoseCountedByHand() {
    EnergyEstimate estimate =
        EnergyEstimate.of(new Spent(0, 5_000_000, 2_500_000, 4), Link.WIFI, TEN);

    double air = 2 * 0.403 + 0.403 + 0.4;
    assertThat(estimate.lowJoules()).isCloseTo(air, within(1e-9));
    assertThat(estimate.highJoules()).isCloseTo(air, within(1e-9));
  }

  @Test
  void aWakeUpOverLteTakesWhatTwoMegabytesTake() {
    double wake = EnergyEstimate.of(new Spent(0, 0, 0, 1), Link.LTE, TEN).midJoules();
    double payload = EnergyEstimate.of(new Spent(0, 2.1e6, 0, 0), Link.LTE, TEN).midJoules();

    assertThat(payload / wake).isCloseTo(1, within(0.01));
  }

  @Test
  void whatItWasMadeWithIsPrintedWithIt() {
    EnergyEstimate estimate = EnergyEstimate.of(new Spent(1, 0, 0, 0), Link.WIFI, TEN);

    assertThat(estimate.basis()).isEqualTo("Wi-Fi, kappa 10 (made up)");
    assertThat(estimate.figures())
        .containsOnlyKeys("energy low J", "energy mid J", "energy high J", "kappa")
        .containsEntry("energy mid J", estimate.midJoules())
        .containsEntry("kappa", 10.0);
  }

  @Test
  void nobodySpendsLessThanNothing() {
    assertThatThrownBy(() -> new Spent(1, -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1.0 bytes up");
  }
}
