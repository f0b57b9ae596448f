package dev.thaw.cloud.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.advice.EnergyModel.Radio;
import org.junit.jupiter.api.Test;

class EnergyModelTest {
  private static final double MICRO = 1e-6;

  @Test
  void aByteSentOverLteAtFiveMegabitsTakesAboutFiveAndAHalfMicrojoules() {
    assertThat(Radio.LTE.joulesPerByteUp()).isCloseTo(5.424 * MICRO, within(0.001 * MICRO));
    assertThat(Radio.LTE.joulesPerByteDown()).isCloseTo(1.1545 * MICRO, within(0.001 * MICRO));
  }

  @Test
  void oneWakeUpOverLteCostsAsMuchAsTwoMegabytesOfPayload() {
    double bytes = Radio.LTE.joulesPerWake() / Radio.LTE.joulesPerByteUp();
    assertThat(bytes).isCloseTo(2.1e6, within(0.01e6));
  }

  @Test
  void aFeatureCostsItsComputingItsBytesAndItsShareOfAWakeUpAndOfAHead() {
    double compute = EnergyModel.LTE.joules(1_000, 0, 0) - EnergyModel.LTE.joules(0, 0, 0);
    double sent = EnergyModel.LTE.joules(0, 1_000_000, 0) - EnergyModel.LTE.joules(0, 0, 0);
    double head = EnergyModel.LTE.joules(0, 0, 32_000_000) - EnergyModel.LTE.joules(0, 0, 0);

    assertThat(compute).isCloseTo(0.8, within(1e-9));
    assertThat(sent).isCloseTo(5.424, within(0.001));
    assertThat(head).isCloseTo(1.1545, within(0.001));
    assertThat(EnergyModel.LTE.joules(0, 0, 0)).isCloseTo(11.4 / 32, within(1e-9));
  }

  @Test
  void aFeatureOfTheShippedModelIsDominatedByTheWakeUpOverLteAndByComputingOverWifi() {
    double lte = EnergyModel.LTE.joules(5, 540, 300_000);
    double wifi = EnergyModel.WIFI.joules(5, 540, 300_000);

    assertThat(lte).isCloseTo(0.004 + 0.0029 + 0.356 + 0.0108, within(0.001));
    assertThat(wifi).isCloseTo(0.004 + 0.0001 + 0.0031 + 0.0015, within(0.001));
  }

  @Test
  void valuesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new EnergyModel(0, Radio.LTE, 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EnergyModel(1, Radio.LTE, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Radio(0, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
