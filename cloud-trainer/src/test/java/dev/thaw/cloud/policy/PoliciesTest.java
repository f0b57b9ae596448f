package dev.thaw.cloud.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.storage.CloudDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoliciesTest {
  private static final FreezePolicy POLICY =
      new FreezePolicy(
          true,
          Duration.ofMinutes(90),
          0.25,
          new AdviceLimits(OptionalLong.of(900), OptionalDouble.empty(), OptionalDouble.of(0.5)));
  private static final Decision DECISION =
      new Decision("letters", Instant.parse("2026-11-20T12:00:00Z"), 6, 7, "cheaper");

  @TempDir Path dir;

  @Test
  void aTaskIsManualUntilSomebodySaysOtherwise() {
    try (CloudDatabase database = CloudDatabase.open(dir)) {
      Policies policies = new Policies(database);

      assertThat(policies.policy("letters")).isEqualTo(FreezePolicy.MANUAL);
      assertThat(policies.lastDecision("letters")).isEmpty();
    }
  }

  @Test
  void policyAndDecisionSurviveARestartAndDoNotDisturbEachOther() {
    try (CloudDatabase database = CloudDatabase.open(dir)) {
      Policies policies = new Policies(database);
      policies.decided(DECISION);
      policies.set("letters", POLICY);
      policies.set("digits", FreezePolicy.MANUAL);
    }
    try (CloudDatabase database = CloudDatabase.open(dir)) {
      Policies policies = new Policies(database);

      assertThat(policies.policy("letters")).isEqualTo(POLICY);
      assertThat(policies.lastDecision("letters")).contains(DECISION);
      assertThat(policies.policy("digits")).isEqualTo(FreezePolicy.MANUAL);
      assertThat(policies.lastDecision("digits")).isEmpty();
    }
  }

  @Test
  void aStoredPolicyKeepsItsBytes() {
    assertThat(HexFormat.of().formatHex(Policies.toBytes(POLICY, Optional.of(DECISION))))
        .isEqualTo(
            "01" // version
                + "01" // automatic
                + "0000000000001518" // seconds
                + "3fd0000000000000" // margin
                + "010000000000000384" // bytes
                + "00" // no milliseconds
                + "013fe0000000000000" // accuracy
                + "01" // a decision
                + "000000006b003640"
                + "00000000" // time
                + "00000006"
                + "00000007" // to
                + "00000007"
                + "63686561706572");
  }

  @Test
  void valuesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new FreezePolicy(true, Duration.ofMillis(999), 0, AdviceLimits.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval");
    assertThatThrownBy(() -> new FreezePolicy(true, Duration.ofDays(400), 0, AdviceLimits.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval");
    assertThatThrownBy(() -> new FreezePolicy(true, Duration.ofHours(1), 1, AdviceLimits.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("margin");
  }
}
