package dev.thaw.edge.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvidenceTest {
  @Test
  void sevenLostSamplesInARowAreEnoughAndSixAreNot() {
    assertThat(new Evidence(6, 0).isAgainstHead()).isFalse();
    assertThat(new Evidence(7, 0).isAgainstHead()).isTrue();
    assertThat(new Evidence(7, 1).isAgainstHead()).isFalse();
    assertThat(new Evidence(0, 200).isAgainstHead()).isFalse();
  }

  @Test
  void itBeginsAtOneAndIsGoneWhereTheHeadHasWonAboutAsMany() {
    assertThat(new Evidence(0, 0).eValue()).isEqualTo(1);
    assertThat(new Evidence(7, 3).isGone()).isFalse();
    assertThat(new Evidence(7, 4).isGone()).isTrue();
  }

  @Test
  void itIsTheIntegralThatItIsSaidToBe() {
    for (int general = 0; general <= 60; general += 4) {
      for (int head = 0; head <= 60; head += 5) {
        double expected = integral(general, head);
        assertThat(new Evidence(general, head).eValue())
            .as("%s against %s", general, head)
            .isCloseTo(expected, within(expected * 1e-6));
      }
    }
  }

  @Test
  void aWholeWindowIsWithinTheReachOfADouble() {
    assertThat(new Evidence(Contest.WINDOW, 0).eValue()).isFinite().isGreaterThan(1e50);
    assertThat(new Evidence(0, Contest.WINDOW).eValue()).isPositive();
    assertThat(new Evidence(100, 100).eValue()).isBetween(0.01, 1.0);
  }

  @Test
  void countsAreNotNegative() {
    assertThatThrownBy(() -> new Evidence(-1, 3)).hasMessageContaining("-1, 3");
  }

  /** By Simpson's rule. */
  private static double integral(int general, int head) {
    int steps = 20_000;
    double width = 0.5 / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double p = 0.5 + i * width;
      double weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.pow(2 * p, general) * Math.pow(2 * (1 - p), head);
    }
    return 2 * sum * width / 3;
  }
}
