package dev.thaw.cloud.policy;

import dev.thaw.cloud.advice.Advice;
import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.protocol.TaskSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the advice for tasks whose policy says so: looks at most once per interval, moves the
 * freeze point if another depth is better by the margin, and keeps what it decided and why. A move
 * to a shallower depth waits for repairs, as {@link FreezePolicy} says. Thread-safe.
 */
public final class Autopilot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Autopilot.class);
  private static final Duration TICK = Duration.ofMillis(500);

  /**
   * What it looks at and moves; each returns at once.
   *
   * @param tasks the installed tasks
   * @param status how a task's freeze point stands and moves
   */
  public record Controls(
      Supplier<List<TaskSpec>> tasks,
      BiFunction<String, AdviceLimits, CompletableFuture<Advice>> advise,
      Function<String, FreezeStatus> status,
      Move move) {}

  /** Starts a change of depth; completes when it has taken effect. */
  @FunctionalInterface
  public interface Move {
    CompletableFuture<FreezeChange> start(String task, int depth, SwitchRule when);
  }

  private final Policies policies;
  private final Controls controls;
  private final Clock clock;
  private final Set<String> looking = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer;
  private @Nullable Future<?> ticks;

  /** An autopilot that does not watch the clock yet. Its policies are kept in {@code database}. */
  public Autopilot(CloudDatabase database, Controls controls, Clock clock) {
    this.policies = new Policies(database);
    this.controls = controls;
    this.clock = clock;
    this.timer = Executors.newSingleThreadScheduledExecutor(Autopilot::thread);
  }

  /** Starts to watch the clock. */
  public void start() {
    long millis = TICK.toMillis();
    ticks = timer.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** The task's policy; manual unless one was set. */
  public FreezePolicy policy(String task) {
    return policies.policy(task);
  }

  /** Sets the task's policy; durable on return. */
  public void setPolicy(String task, FreezePolicy policy) {
    policies.set(task, policy);
    LOG.info(
        "freeze policy task={} automatic={} interval={} margin={} limits={}",
        task,
        policy.automatic(),
        policy.interval(),
        policy.margin(),
        policy.limits());
  }

  /** What was decided at the last look. */
  public Optional<Decision> lastDecision(String task) {
    return policies.lastDecision(task);
  }

  /** Looks at every task whose time has come. */
  void tick() {
    for (TaskSpec spec : controls.tasks().get()) {
      String task = spec.name();
      try {
        if (isDue(task) && looking.add(task)) {
          look(task);
        }
      } catch (RuntimeException e) {
        looking.remove(task);
        LOG.warn("freeze policy failed task={} message={}", task, e.getMessage(), e);
      }
    }
  }

  /** Looks no more, and keeps no decision any more; returns at once. */
  public void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
    timer.shutdown();
  }

  /** Stops; waits for a look that is just being taken. What is under way goes on. */
  @Override
  public void close() {
    stop();
    try {
      if (!timer.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("freeze policy still looks");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDue(String task) {
    FreezePolicy policy = policies.policy(task);
    return policy.automatic() && isStill(task) && isOver(policy.interval(), task);
  }

  private boolean isStill(String task) {
    return controls.status().apply(task).change().isEmpty();
  }

  private boolean isOver(Duration interval, String task) {
    Optional<Instant> looked = lastDecision(task).map(Decision::decidedAt);
    Optional<Instant> changed =
        controls.status().apply(task).last().map(FreezeStatus.Ended::endedAt);
    Instant earliest = clock.instant().minus(interval);
    return Stream.of(looked, changed)
        .flatMap(Optional::stream)
        .noneMatch(since -> since.isAfter(earliest));
  }

  private void look(String task) {
    FreezePolicy policy = policies.policy(task);
    int depth = controls.status().apply(task).freeze().depth();
    CompletableFuture<Decision> unused =
        controls
            .advise()
            .apply(task, policy.limits())
            .thenApply(advice -> policy.decide(advice, clock.instant()))
            .exceptionally(failure -> stay(task, depth, "stays: " + message(failure)))
            .thenApply(decision -> timer.isShutdown() ? decision : follow(decision))
            .whenComplete((decision, failure) -> looking.remove(task));
  }

  /** The operator may have taken over while the depths were compared. */
  private Decision follow(Decision decided) {
    String task = decided.task();
    boolean free =
        policies.policy(task).automatic()
            && isStill(task)
            && controls.status().apply(task).freeze().depth() == decided.from();
    Decision decision =
        free || !decided.moved()
            ? decided
            : stay(task, decided.from(), "stays: the operator took over meanwhile");
    keep(decision);
    if (decision.moved()) {
      move(decision);
    }
    return decision;
  }

  private void move(Decision decision) {
    CompletableFuture<FreezeChange> unused =
        controls
            .move()
            .start(decision.task(), decision.to(), policies.policy(decision.task()).when(decision))
            .whenComplete((change, failure) -> noteFailure(decision, failure));
  }

  private void noteFailure(Decision decision, @Nullable Throwable failure) {
    if (failure != null && !timer.isShutdown()) {
      String reason = decision.reason() + "; the change failed: " + message(failure);
      keep(stay(decision.task(), decision.from(), reason));
    }
  }

  private void keep(Decision decision) {
    policies.decided(decision);
    LOG.info(
        "freeze policy decided task={} depth={}->{} reason={}",
        decision.task(),
        decision.from(),
        decision.to(),
        decision.reason());
  }

  private Decision stay(String task, int depth, String reason) {
    return new Decision(task, clock.instant(), depth, depth, reason);
  }

  private static String message(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "thaw-freeze-policy");
    thread.setDaemon(true);
    return thread;
  }
}
