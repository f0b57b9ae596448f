package dev.thaw.cloud.training;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which everything is trained, and the queue before it. A scope waits at most
 * once, and scopes take turns in the order of their requests; a change of freeze depth goes before
 * them. Thread-safe.
 */
public final class TrainingQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingQueue.class);
  private static final int URGENT = 0;
  private static final int ORDINARY = 1;

  private record ScopeId(String task, Scope scope) {}

  /** A job in line: by priority, then by arrival. */
  private record Job(int priority, long number, Runnable work, CompletableFuture<?> done)
      implements Runnable, Comparable<Job> {
    @Override
    public int compareTo(Job other) {
      int byPriority = Integer.compare(priority, other.priority);
      return byPriority != 0 ? byPriority : Long.compare(number, other.number);
    }

    @Override
    public void run() {
      work.run();
    }
  }

  private final BiFunction<String, Scope, TrainingRun> trainer;
  private final ThreadPoolExecutor thread;
  private final Map<ScopeId, CompletableFuture<TrainingRun>> waiting = new HashMap<>();
  private final AtomicLong arrivals = new AtomicLong();
  private boolean closed;

  /** Starts the thread, on which {@code trainer} trains one scope at a time. */
  public TrainingQueue(BiFunction<String, Scope, TrainingRun> trainer) {
    this.trainer = trainer;
    this.thread =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), TrainingQueue::thread);
  }

  /** Queues the scope, or joins the request that waits already. */
  public synchronized CompletableFuture<TrainingRun> train(String task, Scope scope) {
    ScopeId id = new ScopeId(task, scope);
    CompletableFuture<TrainingRun> known = waiting.get(id);
    if (known != null) {
      return known;
    }
    CompletableFuture<TrainingRun> done = new CompletableFuture<>();
    if (enqueue(ORDINARY, () -> run(id, done), done)) {
      waiting.put(id, done);
    }
    return done;
  }

  /** Takes the scope out of the queue, if it waits; its future fails. */
  public synchronized void withdraw(String task, Scope scope) {
    CompletableFuture<TrainingRun> known = waiting.remove(new ScopeId(task, scope));
    if (known != null) {
      known.completeExceptionally(
          new CloudException(ErrorCode.NOT_FOUND, "the scope's features were erased"));
    }
  }

  /** Queues the scope without waiting for what comes of it. */
  public void request(String task, Scope scope) {
    CompletableFuture<TrainingRun> unused = train(task, scope);
  }

  /**
   * Runs {@code work} on the training thread, before every scope that waits.
   *
   * @param what names the work where it fails
   */
  public synchronized <T> CompletableFuture<T> runNext(String what, Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    enqueue(URGENT, () -> complete(what, done, work), done);
    return done;
  }

  /** Whether it takes no more work; what runs long then ends early. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /**
   * What runs long calls this now and then, and lets itself be ended.
   *
   * @throws CloudException {@code BUSY} if the queue takes no more work
   */
  public void requireOpen() {
    if (isClosed()) {
      throw closing();
    }
  }

  /**
   * Runs {@code work} on the training thread, after every scope that waits.
   *
   * @param what names the work where it fails
   */
  public synchronized <T> CompletableFuture<T> runInTurn(String what, Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    enqueue(ORDINARY, () -> complete(what, done, work), done);
    return done;
  }

  /** Scopes and other work that wait, and what runs. */
  public int size() {
    return thread.getQueue().size() + thread.getActiveCount();
  }

  /** Stops, and waits for the end of what runs. */
  @Override
  public void close() {
    stop();
    awaitEnd();
  }

  /**
   * Takes no more work and has what runs long end early; returns at once. What waits fails as busy,
   * and would be queued again by the next start.
   */
  public void stop() {
    List<Runnable> left = new ArrayList<>();
    synchronized (this) {
      closed = true;
      thread.getQueue().drainTo(left);
      thread.shutdown();
    }
    left.forEach(job -> ((Job) job).done().completeExceptionally(closing()));
  }

  private void awaitEnd() {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(ScopeId id, CompletableFuture<TrainingRun> done) {
    synchronized (this) {
      waiting.remove(id, done);
    }
    if (done.isDone()) {
      return;
    }
    String what = "training task=" + id.task() + " scope=" + id.scope();
    complete(what, done, () -> trainer.apply(id.task(), id.scope()));
  }

  private boolean enqueue(int priority, Runnable work, CompletableFuture<?> done) {
    if (closed) {
      done.completeExceptionally(closing());
      return false;
    }
    thread.execute(new Job(priority, arrivals.incrementAndGet(), work, done));
    return true;
  }

  private <T> void complete(String what, CompletableFuture<T> done, Callable<T> work) {
    try {
      done.complete(work.call());
    } catch (Exception | Error e) {
      report(what, e);
      done.completeExceptionally(known(what, e));
    }
  }

  private void report(String what, Throwable e) {
    if (isClosed() && e instanceof CloudException known && known.code() == ErrorCode.BUSY) {
      LOG.info("{} interrupted, for the process is to end", what);
    } else {
      LOG.warn("{} failed message={}", what, e.getMessage(), e);
    }
  }

  private static CloudException known(String what, Throwable e) {
    return e instanceof CloudException cloud
        ? cloud
        : new CloudException(ErrorCode.INTERNAL, what + " failed: " + e.getMessage(), e);
  }

  private static CloudException closing() {
    return new CloudException(ErrorCode.BUSY, "the trainer is closing");
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "thaw-trainer");
    thread.setDaemon(true);
    return thread;
  }
}
