package dev.thaw.bench.evaluate.energy;

import dev.thaw.cloud.advice.EnergyModel.Radio;
import java.util.Map;

/**
 * Joules that a phone would have spent, estimated. The three differ in what a busy core draws,
 * which published traces put between {@value #LOW_WATTS} and {@value #HIGH_WATTS} W; the radio's
 * part is the same in all of them. Immutable.
 *
 * @param kappa what made core-seconds of a phone of ours
 * @param link what the radio's part is for
 */
public record EnergyEstimate(
    double lowJoules, double midJoules, double highJoules, Kappa kappa, Link link) {
  /** Names the figures of {@link #figures} in a row. */
  public static final String LOW = "energy low J";

  /** As {@link #LOW}. */
  public static final String MID = "energy mid J";

  /** As {@link #LOW}. */
  public static final String HIGH = "energy high J";

  private static final double LOW_WATTS = 0.4;
  private static final double HIGH_WATTS = 1.3;

  /**
   * {@code kappa x CPU seconds x watts + bytes up x J/byte + bytes down x J/byte + wake-ups x J}.
   */
  public static EnergyEstimate of(Spent spent, Link link, Kappa kappa) {
    Radio radio = link.model().radio();
    double air =
        spent.bytesUp() * radio.joulesPerByteUp()
            + spent.bytesDown() * radio.joulesPerByteDown()
            + spent.wakeUps() * radio.joulesPerWake();
    double phoneSeconds = kappa.value() * spent.cpuSeconds();
    return new EnergyEstimate(
        phoneSeconds * LOW_WATTS + air,
        phoneSeconds * link.model().joulesPerCoreSecond() + air,
        phoneSeconds * HIGH_WATTS + air,
        kappa,
        link);
  }

  /** The three and kappa, for the estimated figures of a row. */
  public Map<String, Double> figures() {
    return Map.of(LOW, lowJoules, MID, midJoules, HIGH, highJoules, Kappa.FIGURE, kappa.value());
  }

  /** What it was made with, to be printed beside it. */
  public String basis() {
    return "%s, kappa %s".formatted(link.title(), kappa);
  }
}
