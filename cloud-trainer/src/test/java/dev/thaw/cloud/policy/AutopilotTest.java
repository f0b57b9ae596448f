package dev.thaw.cloud.policy;

import static dev.thaw.cloud.advice.MadeUpAdvice.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.advice.Advice;
import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.DepthRow;
import dev.thaw.cloud.advice.MadeUpAdvice;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of the policy against a made-up task, tick by tick; the database is real. */
class AutopilotTest {
  private static final String TASK = "letters";
  private static final TaskSpec SPEC =
      new TaskSpec(TASK, "handwriting-grey", List.of("a", "b"), List.of(Shape.of(1, 28, 28)));
  private static final Duration INTERVAL = Duration.ofHours(6);
  private static final FreezePolicy AUTO =
      new FreezePolicy(true, INTERVAL, 0.10, AdviceLimits.NONE);
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path dir;
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final List<Integer> moves = new ArrayList<>();
  private CloudDatabase database;
  private Autopilot autopilot;
  private int depth = 6;
  private int looks;
  private double joulesAt5 = 1.5;
  private double joulesAt7 = 0.5;
  private Optional<SwitchRule> rule = Optional.empty();
  private boolean changing;
  private Optional<Instant> changed = Optional.empty();
  private Optional<CompletableFuture<Advice>> pending = Optional.empty();
  private CompletableFuture<FreezeChange> move = new CompletableFuture<>();

  @BeforeEach
  void open() {
    database = CloudDatabase.open(dir);
    Autopilot.Controls controls =
        new Autopilot.Controls(() -> List.of(SPEC), this::advise, task -> status(), this::move);
    autopilot = new Autopilot(database, controls, clock);
  }

  @AfterEach
  void close() {
    autopilot.close();
    database.close();
  }

  @Test
  void aManualTaskIsNeverLookedAt() {
    autopilot.tick();
    autopilot.setPolicy(TASK, FreezePolicy.MANUAL);
    later(Duration.ofDays(30));

    assertThat(looks).isZero();
    assertThat(moves).isEmpty();
    assertThat(autopilot.lastDecision(TASK)).isEmpty();
  }

  @Test
  void anAutomaticTaskIsMovedToABetterDepthAndTheReasonIsKept() {
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();

    assertThat(moves).containsExactly(7);
    Decision decision = autopilot.lastDecision(TASK).orElseThrow();
    assertThat(decision.moved()).isTrue();
    assertThat(decision.decidedAt()).isEqualTo(START);
    assertThat(decision.reason()).contains("depth 7 is estimated to save 50%");
  }

  @Test
  void aMoveToAShallowerDepthWaitsForRepairsAtMostAnInterval() {
    joulesAt5 = 0.25;
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();

    assertThat(moves).containsExactly(5);
    assertThat(rule).contains(new SwitchRule.WhenRepaired(0.8, INTERVAL));
  }

  @Test
  void aMoveToADeeperDepthTakesEffectAtOnce() {
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();

    assertThat(moves).containsExactly(7);
    assertThat(rule).contains(new SwitchRule.AtOnce());
  }

  @Test
  void aMoveThatTheOperatorCallsOffIsNotedAndNotTriedAgainBeforeTheInterval() {
    joulesAt5 = 0.25;
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    move.completeExceptionally(new CloudException(ErrorCode.CONFLICT, "cancelled"));
    later(INTERVAL.minusSeconds(1));

    assertThat(moves).containsExactly(5);
    assertThat(autopilot.lastDecision(TASK).orElseThrow().reason()).endsWith("cancelled");
  }

  @Test
  void itLooksOncePerIntervalEvenIfItStays() {
    joulesAt7 = 0.95;
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    autopilot.tick();
    later(INTERVAL.minusSeconds(1));
    assertThat(looks).isEqualTo(1);

    later(Duration.ofSeconds(1));
    assertThat(looks).isEqualTo(2);
    assertThat(moves).isEmpty();
    assertThat(autopilot.lastDecision(TASK).orElseThrow().moved()).isFalse();
  }

  @Test
  void aChangeByAnybodyStartsTheIntervalAnew() {
    changed = Optional.of(START);
    autopilot.setPolicy(TASK, AUTO);
    later(INTERVAL.minusSeconds(1));
    assertThat(looks).isZero();

    later(Duration.ofSeconds(1));
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void nothingIsLookedAtWhileAChangeIsUnderWay() {
    changing = true;
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    assertThat(looks).isZero();

    changing = false;
    autopilot.tick();
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void itDoesNotLookAgainWhileDepthsAreBeingCompared() {
    pending = Optional.of(new CompletableFuture<>());
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    later(INTERVAL.multipliedBy(3));

    assertThat(looks).isEqualTo(1);
  }

  @Test
  void anOperatorWhoTakesOverMeanwhileHasTheLastWord() {
    pending = Optional.of(new CompletableFuture<>());
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    autopilot.setPolicy(TASK, FreezePolicy.MANUAL);
    pending.get().complete(advice());

    assertThat(moves).isEmpty();
    assertThat(autopilot.lastDecision(TASK).orElseThrow().reason()).contains("took over");
  }

  @Test
  void whenDepthsCannotBeComparedItSaysSoAndTriesAgainAfterTheInterval() {
    pending =
        Optional.of(
            CompletableFuture.failedFuture(new CloudException(ErrorCode.BUSY, "disk is full")));
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    assertThat(autopilot.lastDecision(TASK).orElseThrow().reason())
        .isEqualTo("stays: disk is full");

    pending = Optional.empty();
    later(INTERVAL);
    assertThat(moves).containsExactly(7);
  }

  @Test
  void aChangeThatFailsIsNotedAsNoMove() {
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    move.completeExceptionally(new CloudException(ErrorCode.CONFLICT, "rolled back"));

    Decision decision = autopilot.lastDecision(TASK).orElseThrow();
    assertThat(decision.moved()).isFalse();
    assertThat(decision.reason()).endsWith("; the change failed: rolled back");
  }

  @Test
  void theIntervalHoldsAcrossARestart() {
    joulesAt7 = 0.95;
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    close();
    open();
    later(INTERVAL.minusSeconds(1));
    assertThat(looks).isEqualTo(1);

    later(Duration.ofSeconds(1));
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void whatFailsWhileItClosesIsNoDecision() {
    pending = Optional.of(new CompletableFuture<>());
    autopilot.setPolicy(TASK, AUTO);
    autopilot.tick();
    autopilot.close();
    pending.get().completeExceptionally(new CloudException(ErrorCode.BUSY, "closing"));

    assertThat(autopilot.lastDecision(TASK)).isEmpty();
  }

  private void later(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
    autopilot.tick();
  }

  private CompletableFuture<Advice> advise(String task, AdviceLimits limits) {
    looks++;
    return pending.orElseGet(() -> CompletableFuture.completedFuture(advice()));
  }

  private Advice advice() {
    List<DepthRow> rows = List.of(row(5, joulesAt5, 0.9), row(6, 1, 0.9), row(7, joulesAt7, 0.9));
    return MadeUpAdvice.of(TASK, AdviceLimits.NONE, depth, rows);
  }

  private CompletableFuture<FreezeChange> move(String task, int to, SwitchRule when) {
    moves.add(to);
    rule = Optional.of(when);
    move = new CompletableFuture<>();
    return move;
  }

  private FreezeStatus status() {
    FreezeState freeze = new FreezeState(depth, 0, Digest.of(new byte[] {1}), START);
    FreezeStatus.Running running =
        new FreezeStatus.Running(
            7,
            false,
            Phase.PREPARING,
            new SwitchRule.AtOnce(),
            START,
            Optional.empty(),
            false,
            0,
            0,
            0,
            0,
            0,
            0);
    return new FreezeStatus(
        TASK,
        freeze,
        changing ? Optional.of(running) : Optional.empty(),
        changed.map(
            at ->
                new FreezeStatus.Ended(
                    5, 6, false, FreezeStatus.Outcome.SWITCHED, "", false, at, at)));
  }
}
