package dev.thaw.cloud.training;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.protocol.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for training when a scope has enough new features, or has waited long enough with some.
 * Thread-safe.
 */
public final class TrainingTrigger implements AutoCloseable {
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

  private record ScopeId(String task, Scope scope) {}

  /** Features that a scope was not trained on, and since when there are any. */
  private record Pending(long count, Instant since) {}

  private final TrainingPolicy policy;
  private final DeviceDirectory devices;
  private final Clock clock;
  private final BiConsumer<String, Scope> request;
  private final Map<ScopeId, Pending> pending = new HashMap<>();
  private final ScheduledExecutorService timer;
  private @Nullable Future<?> ticks;

  /**
   * A trigger that does not watch the clock yet.
   *
   * @param request queues a scope; returns at once
   */
  public TrainingTrigger(
      TrainingPolicy policy,
      DeviceDirectory devices,
      Clock clock,
      BiConsumer<String, Scope> request) {
    this.policy = policy;
    this.devices = devices;
    this.clock = clock;
    this.request = request;
    this.timer = Executors.newSingleThreadScheduledExecutor(TrainingTrigger::thread);
  }

  /** Starts to watch the clock. */
  public void start() {
    if (!policy.automatic().isEmpty()) {
      long tick = Math.max(1, Math.min(LONGEST_TICK.toMillis(), policy.maxDelay().toMillis() / 4));
      ticks = timer.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
    }
  }

  /** The kinds of scope that this watches. */
  public boolean watches(ScopeKind kind) {
    return policy.automatic().contains(kind);
  }

  /** A device has new features. */
  public void stored(String task, String device, long count) {
    if (watches(ScopeKind.DEVICE)) {
      add(task, new Scope.OfDevice(device), count);
    }
    if (watches(ScopeKind.COHORT)) {
      devices.cohort(task, device).ifPresent(name -> add(task, new Scope.Cohort(name), count));
    }
    if (watches(ScopeKind.GLOBAL)) {
      add(task, Scope.GLOBAL, count);
    }
  }

  /** A scope has features that it was not trained on. */
  public void add(String task, Scope scope, long count) {
    if (count > 0 && addAndAsk(new ScopeId(task, scope), count)) {
      request.accept(task, scope);
    }
  }

  /** A run of the scope begins: what is there now will be trained on. */
  public synchronized void begins(String task, Scope scope) {
    pending.remove(new ScopeId(task, scope));
  }

  /** The scope and what it was to be trained on are no more. */
  public synchronized void forget(String task, Scope scope) {
    pending.remove(new ScopeId(task, scope));
  }

  /** A run of the scope failed: ask again when its features have waited long enough. */
  public synchronized void failed(String task, Scope scope) {
    pending.putIfAbsent(new ScopeId(task, scope), new Pending(1, clock.instant()));
  }

  @Override
  public void close() {
    if (ticks != null) {
      ticks.cancel(false);
    }
    timer.shutdown();
  }

  private synchronized boolean addAndAsk(ScopeId id, long count) {
    Pending before = pending.getOrDefault(id, new Pending(0, clock.instant()));
    pending.put(id, new Pending(before.count + count, before.since));
    return before.count + count >= policy.minNewFeatures();
  }

  private void tick() {
    due().forEach(id -> request.accept(id.task, id.scope));
  }

  private synchronized List<ScopeId> due() {
    Instant overdue = clock.instant().minus(policy.maxDelay());
    List<ScopeId> due = new ArrayList<>();
    pending.forEach(
        (id, waiting) -> {
          if (!waiting.since.isAfter(overdue)) {
            due.add(id);
          }
        });
    return due;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "thaw-training-timer");
    thread.setDaemon(true);
    return thread;
  }
}
