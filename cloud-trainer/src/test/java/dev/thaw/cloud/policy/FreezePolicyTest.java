package dev.thaw.cloud.policy;

import static dev.thaw.cloud.advice.MadeUpAdvice.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.DepthRow;
import dev.thaw.cloud.advice.MadeUpAdvice;
import dev.thaw.cloud.freeze.SwitchRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreezePolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final FreezePolicy POLICY =
      new FreezePolicy(true, Duration.ofHours(6), 0.10, AdviceLimits.NONE);

  @Test
  void itMovesToADepthThatSavesMoreThanTheMargin() {
    Decision decision = decide(row(6, 1.00, 0.9), row(7, 0.89, 0.9));

    assertThat(decision).isEqualTo(new Decision("letters", NOW, 6, 7, decision.reason()));
    assertThat(decision.reason()).isEqualTo("depth 7 is estimated to save 11% of the joules");
  }

  @Test
  void itStaysWhenAnotherDepthSavesLessThanTheMargin() {
    Decision decision = decide(row(6, 1.00, 0.9), row(7, 0.92, 0.9));

    assertThat(decision.moved()).isFalse();
    assertThat(decision.reason())
        .isEqualTo("stays: depth 7 is estimated to save 8% of the joules, not more than 10%");
  }

  @Test
  void twoDepthsThatCostAboutTheSameDoNotTakeTurns() {
    assertThat(decide(row(6, 1.00, 0.9), row(7, 0.95, 0.9)).moved()).isFalse();
    assertThat(decide(7, row(6, 0.95, 0.9), row(7, 1.00, 0.9)).moved()).isFalse();
  }

  @Test
  void anObjectionToThePresentDepthNeedsNoMargin() {
    Decision decision = decide(row(6, 1.00, 0.8), row(7, 1.50, 0.9));

    assertThat(decision.to()).isEqualTo(7);
    assertThat(decision.reason()).isEqualTo("depth 6: accuracy 80.0%, below 89.0%");
  }

  @Test
  void itStaysWhenThePresentDepthIsBestOrNoneIsFit() {
    assertThat(decide(row(6, 1.00, 0.9), row(7, 1.50, 0.9)).moved()).isFalse();
    assertThat(decide(MadeUpAdvice.unmeasured(6)).reason())
        .isEqualTo("stays: there is an objection to every depth");
  }

  @Test
  void itLeavesADepthThatMayNotBeChosenAnyMore() {
    assertThat(decide(0, row(6, 1.00, 0.9), row(7, 1.50, 0.9)).to()).isEqualTo(6);
  }

  @Test
  void aShallowerDepthWaitsForRepairsAndADeeperOneForNothing() {
    Decision up = decide(row(5, 0.5, 0.9), row(6, 1.00, 0.9));
    Decision down = decide(row(6, 1.00, 0.9), row(7, 0.5, 0.9));

    assertThat(POLICY.when(up)).isEqualTo(new SwitchRule.WhenRepaired(0.8, Duration.ofHours(6)));
    assertThat(POLICY.when(down)).isEqualTo(new SwitchRule.AtOnce());
  }

  private static Decision decide(DepthRow... rows) {
    return decide(6, rows);
  }

  private static Decision decide(int present, DepthRow... rows) {
    return POLICY.decide(MadeUpAdvice.of("letters", POLICY.limits(), present, List.of(rows)), NOW);
  }
}
