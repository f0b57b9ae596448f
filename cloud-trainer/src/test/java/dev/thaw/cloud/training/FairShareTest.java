package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final CrowdRules RULES = new CrowdRules(200, 2, true);
  private static final long PLENTY = 50_000;

  @Test
  void nobodyGivesMoreThanTheRulesSay() {
    assertThat(FairShare.perDevice(List.of(1_000L, 900L, 800L), RULES, PLENTY)).isEqualTo(200);
  }

  @Test
  void nobodyCountsMoreThanTwiceTheMedianHoweverMuchTheyUpload() {
    assertThat(FairShare.perDevice(List.of(40L, 40L, 40L, 40L, 1_000_000L), RULES, PLENTY))
        .isEqualTo(80);
  }

  @Test
  void oneDeviceAloneGivesAllThatOneMayGive() {
    assertThat(FairShare.perDevice(List.of(150L), RULES, PLENTY)).isEqualTo(200);
  }

  @Test
  void whoFloodsDoesNotCrowdOutOthersWhenThereIsTooMuchForOneRun() {
    CrowdRules none = CrowdRules.NONE;

    assertThat(FairShare.perDevice(List.of(10L, 20L, 1_000_000L), none, 100)).isEqualTo(70);
    assertThat(FairShare.perDevice(List.of(50L, 50L, 50L, 50L), none, 100)).isEqualTo(25);
    assertThat(FairShare.perDevice(List.of(50L, 50L), none, 100)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void withoutRulesOnlyTheRoomCounts() {
    assertThat(FairShare.perDevice(List.of(1L, 1L, 40_000L), CrowdRules.NONE, PLENTY))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(FairShare.perDevice(List.of(), CrowdRules.NONE, PLENTY)).isZero();
  }

  @Test
  void rulesThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> new CrowdRules(0, 2, true)).hasMessageContaining("0");
    assertThatThrownBy(() -> new CrowdRules(9, 0.5, true)).hasMessageContaining("0.5");
    assertThatThrownBy(() -> new CrowdRules(9, Double.NaN, true)).hasMessageContaining("NaN");
  }
}
