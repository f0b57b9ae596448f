package dev.thaw.cloud.freeze;

import java.util.Collection;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ticks every stage once a second on one thread of its own. Thread-safe. */
final class StageTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StageTimer.class);
  private static final long TICK_MILLIS = 1_000;

  private final Collection<Stage> stages;
  private final ScheduledThreadPoolExecutor thread;

  /**
   * A timer that stands still.
   *
   * @param stages a view of those there are, safe to iterate while it changes
   */
  StageTimer(Collection<Stage> stages) {
    this.stages = stages;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, StageTimer::thread, new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void tickSoon() {
    thread.execute(this::tick);
  }

  /** Ends after a tick that runs. */
  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    stages.forEach(StageTimer::tick);
  }

  private static void tick(Stage stage) {
    try {
      stage.tick();
    } catch (RuntimeException e) {
      LOG.warn("change of task={} not looked at: {}", stage.course().task(), e.getMessage(), e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "thaw-freeze-timer");
    thread.setDaemon(true);
    return thread;
  }
}
