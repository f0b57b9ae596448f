package dev.thaw.cloud.training;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.protocol.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongBiFunction;

/**
 * Asks for training when the policy says that a scope's new features are to be trained on.
 * Thread-safe.
 *
 * <p>A scope is asked for once until its run begins, for that takes in all there is then. While the
 * run is under way nothing more is asked for: what arrives meanwhile may be part of it or not. Its
 * end tells, for with it the scope's position moves, and only what is beyond that is asked for
 * then.
 */
public final class TrainingTrigger implements AutoCloseable {
  /** Of features that are known to be beyond their scope's position. */
  private static final long UNTRAINED = Long.MAX_VALUE;

  private record ScopeId(String task, Scope scope) {}

  /**
   * Features that a scope was not trained on.
   *
   * @param sinceNanos when the first was told of
   * @param last none has a higher sequence number
   */
  private record Pending(long count, long sinceNanos, long last) {
    Pending plus(long more, long newLast) {
      return new Pending(count + more, sinceNanos, Math.max(last, newLast));
    }
  }

  private final TrainingPolicy policy;
  private final DeviceDirectory devices;
  private final LongSupplier nanoTime;
  private final ToLongBiFunction<String, Scope> position;
  private final BiConsumer<String, Scope> request;
  private final Map<ScopeId, Pending> pending = new HashMap<>();

  /** Scopes that were asked for and whose run has not begun. */
  private final Set<ScopeId> asked = new HashSet<>();

  private final Set<ScopeId> running = new HashSet<>();
  private final ScheduledExecutorService timer;
  private final List<Future<?>> looks = new ArrayList<>();

  /**
   * A trigger that does not watch the time yet.
   *
   * @param nanoTime never goes back
   * @param position the sequence number of the last feature that a scope was trained on, or past
   * @param request queues a scope; returns at once
   */
  public TrainingTrigger(
      TrainingPolicy policy,
      DeviceDirectory devices,
      LongSupplier nanoTime,
      ToLongBiFunction<String, Scope> position,
      BiConsumer<String, Scope> request) {
    this.policy = policy;
    this.devices = devices;
    this.nanoTime = nanoTime;
    this.position = position;
    this.request = request;
    this.timer = Executors.newSingleThreadScheduledExecutor(TrainingTrigger::thread);
  }

  /** Starts to watch the time. */
  public void start() {
    if (!policy.automatic().isEmpty()) {
      Set<TrainingMoment> moments = new HashSet<>(List.of(policy.ofDevice()));
      moments.add(policy.ofMany());
      moments.forEach(this::watch);
    }
  }

  private void watch(TrainingMoment moment) {
    long nanos = moment.look().toNanos();
    looks.add(timer.scheduleWithFixedDelay(() -> look(moment), nanos, nanos, TimeUnit.NANOSECONDS));
  }

  /** The kinds of scope that this watches. */
  public boolean watches(ScopeKind kind) {
    return policy.automatic().contains(kind);
  }

  /**
   * A device has new features.
   *
   * @param last none of them has a higher sequence number, and no feature that was stored later has
   *     a lower one
   */
  public void stored(String task, String device, long count, long last) {
    if (watches(ScopeKind.DEVICE)) {
      add(task, new Scope.OfDevice(device), count, last);
    }
    if (watches(ScopeKind.COHORT)) {
      devices
          .cohort(task, device)
          .ifPresent(name -> add(task, new Scope.Cohort(name), count, last));
    }
    if (watches(ScopeKind.GLOBAL)) {
      add(task, Scope.GLOBAL, count, last);
    }
  }

  /** A scope has features that it was not trained on. */
  public void add(String task, Scope scope, long count) {
    add(task, scope, count, UNTRAINED);
  }

  /** A run of the scope begins: what is there now will be trained on. */
  public synchronized void begins(String task, Scope scope) {
    ScopeId id = new ScopeId(task, scope);
    pending.remove(id);
    asked.remove(id);
    running.add(id);
  }

  /** The run that {@link #begins} told of has ended, and its outcome is durable. */
  public void ended(String task, Scope scope) {
    if (endAndAsk(new ScopeId(task, scope))) {
      request.accept(task, scope);
    }
  }

  /** The scope and what it was to be trained on are no more. */
  public synchronized void forget(String task, Scope scope) {
    pending.remove(new ScopeId(task, scope));
    asked.remove(new ScopeId(task, scope));
  }

  /** The run failed instead: ask again when its features have waited long enough. */
  public synchronized void failed(String task, Scope scope) {
    ScopeId id = new ScopeId(task, scope);
    running.remove(id);
    add(id, pending.containsKey(id) ? 0 : 1, UNTRAINED);
  }

  @Override
  public void close() {
    looks.forEach(each -> each.cancel(false));
    timer.shutdown();
  }

  private void add(String task, Scope scope, long count, long last) {
    if (count > 0 && addAndAsk(new ScopeId(task, scope), count, last)) {
      request.accept(task, scope);
    }
  }

  private synchronized boolean addAndAsk(ScopeId id, long count, long last) {
    if (isTrained(id, last)) {
      return false;
    }
    Pending now = add(id, count, last);
    return !running.contains(id) && policy.moment(id.scope).isReached(now.count) && asked.add(id);
  }

  private synchronized Pending add(ScopeId id, long count, long last) {
    Pending before = pending.getOrDefault(id, new Pending(0, nanoTime.getAsLong(), 0));
    Pending now = before.plus(count, last);
    pending.put(id, now);
    return now;
  }

  private synchronized boolean endAndAsk(ScopeId id) {
    running.remove(id);
    Pending left = pending.get(id);
    if (left == null) {
      return false;
    }
    if (isTrained(id, left.last)) {
      pending.remove(id);
      return false;
    }
    return policy.moment(id.scope).isReached(left.count) && asked.add(id);
  }

  /** A position that cannot be read hinders no upload: the run will say what is wrong. */
  private boolean isTrained(ScopeId id, long last) {
    try {
      return last <= position.applyAsLong(id.task, id.scope);
    } catch (CloudException e) {
      return false;
    }
  }

  private void look(TrainingMoment moment) {
    overdue(moment).forEach(id -> request.accept(id.task, id.scope));
  }

  private synchronized List<ScopeId> overdue(TrainingMoment moment) {
    long now = nanoTime.getAsLong();
    List<ScopeId> overdue = new ArrayList<>();
    pending.forEach(
        (id, waiting) -> {
          if (policy.moment(id.scope).equals(moment)
              && moment.isOverdue(Duration.ofNanos(now - waiting.sinceNanos))) {
            overdue.add(id);
          }
        });
    return overdue;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "thaw-training-timer");
    thread.setDaemon(true);
    return thread;
  }
}
