package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.DepthRow;
import dev.thaw.cloud.policy.Decision;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy at work in a real cloud, with a clock that the test sets. */
class AutomaticFreezeTest {
  private static final Duration INTERVAL = Duration.ofHours(6);

  @TempDir Path dir;
  private final AtomicReference<Instant> now = new AtomicReference<>(World.START);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(World.manual(dir), clock);
    depth = cloud.freeze(TASK).depth();
    await(cloud.ingest(batch("phone", features(cloud, 16, 0, 0, 1, 2, 3))));
    await(cloud.ingest(batch("tablet", features(cloud, 16, 100, 0, 1, 2, 3))));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void anAutomaticTaskMovesWhereTheAdviceSaysAndSaysWhy() {
    cloud.setPolicy(TASK, automatic(narrow()));

    World.eventually(() -> cloud.freeze(TASK).depth() == depth + 1);

    Decision decision = cloud.lastDecision(TASK).orElseThrow();
    assertThat(decision.from()).isEqualTo(depth);
    assertThat(decision.to()).isEqualTo(depth + 1);
    assertThat(decision.reason()).contains("bytes per feature, more than");
  }

  @Test
  void policyAndDecisionSurviveARestartAndTheIntervalGoesOn() {
    FreezePolicy policy = automatic(narrow());
    cloud.setPolicy(TASK, policy);
    World.eventually(() -> cloud.freeze(TASK).depth() == depth + 1);
    Decision decision = cloud.lastDecision(TASK).orElseThrow();
    cloud.close();

    cloud = World.open(World.manual(dir), clock);
    assertThat(cloud.policy(TASK)).isEqualTo(policy);
    assertThat(cloud.lastDecision(TASK)).contains(decision);

    now.updateAndGet(instant -> instant.plus(INTERVAL));
    World.eventually(() -> !cloud.lastDecision(TASK).orElseThrow().equals(decision));
    assertThat(cloud.lastDecision(TASK).orElseThrow().moved()).isFalse();
    assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth + 1);
  }

  @Test
  void aChangeByTheOperatorKeepsTheAutopilotStillForTheInterval() {
    await(cloud.setDepth(TASK, depth - 1));
    await(cloud.setDepth(TASK, depth));
    cloud.setPolicy(TASK, automatic(narrow()));
    now.updateAndGet(instant -> instant.plus(INTERVAL.minusMinutes(1)));
    AtomicReference<Instant> unchanged = new AtomicReference<>(now.get());
    assertThat(cloud.lastDecision(TASK)).isEmpty();

    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(1)));
    World.eventually(() -> cloud.lastDecision(TASK).isPresent());
    assertThat(cloud.lastDecision(TASK).orElseThrow().decidedAt()).isAfter(unchanged.get());
  }

  @Test
  void aManualTaskStaysWhateverTheAdvice() {
    assertThat(cloud.policy(TASK)).isEqualTo(FreezePolicy.MANUAL);
    assertThat(await(cloud.advise(TASK, narrow())).recommended()).hasValue(depth + 1);

    assertThat(cloud.lastDecision(TASK)).isEmpty();
    assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth);
  }

  @Test
  void anUnknownTaskHasNoPolicy() {
    assertUnknown(() -> cloud.policy("digits"));
    assertUnknown(() -> cloud.lastDecision("digits"));
    assertUnknown(() -> cloud.setPolicy("digits", FreezePolicy.MANUAL));
  }

  private static void assertUnknown(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_TASK));
  }

  private static FreezePolicy automatic(AdviceLimits limits) {
    return new FreezePolicy(true, INTERVAL, 0.10, limits);
  }

  /** Limits that the present depth breaks by the bytes of its features, and the next one keeps. */
  private AdviceLimits narrow() {
    double wide =
        await(cloud.advise(TASK, AdviceLimits.NONE)).rows().stream()
            .filter(row -> row.depth() == depth)
            .mapToDouble(DepthRow::int8Bytes)
            .findFirst()
            .orElseThrow();
    return new AdviceLimits(
        OptionalLong.of((long) wide - 1), OptionalDouble.empty(), OptionalDouble.of(0));
  }
}
