package dev.thaw.cloud.training;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which everything is trained, and the queue before it. A scope waits at most
 * once, and scopes take turns in the order of their requests; a change of freeze depth goes before
 * them. A scope whose turn it is takes others along that wait and can be trained with it; it never
 * waits for any to come. Thread-safe.
 */
public final class TrainingQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingQueue.class);
  private static final int URGENT = 0;
  private static final int ORDINARY = 1;

  /** What trains scopes when their turn has come. Called on the training thread. */
  public interface Turns {
    /**
     * Which other scopes of the task are taken along with {@code first}: asked once about each that
     * waits, in their order; what it says yes to is taken.
     */
    Predicate<Scope> companions(String task, Scope first);

    /**
     * Trains the scopes.
     *
     * @return one for each, in order: brings its run to an end, or throws what it failed with
     * @throws CloudException if none of them can be trained
     */
    List<Callable<TrainingRun>> train(String task, List<Scope> scopes);
  }

  private record ScopeId(String task, Scope scope) {
    String what() {
      return "training task=" + task + " scope=" + scope;
    }
  }

  private final Supplier<Turns> turns;
  private final TrainingThread thread = new TrainingThread();
  private final Map<ScopeId, CompletableFuture<TrainingRun>> waiting = new LinkedHashMap<>();
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param turns asked for at each turn, not before
   */
  public TrainingQueue(Supplier<Turns> turns) {
    this.turns = turns;
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
    return thread.size();
  }

  /** Stops, and waits for the end of what runs. */
  @Override
  public void close() {
    stop();
    thread.awaitEnd();
  }

  /**
   * Takes no more work and has what runs long end early; returns at once. What waits fails as busy,
   * and would be queued again by the next start.
   */
  public void stop() {
    List<CompletableFuture<?>> left;
    synchronized (this) {
      closed = true;
      left = thread.stop();
    }
    left.forEach(done -> done.completeExceptionally(closing()));
  }

  private void run(ScopeId first, CompletableFuture<TrainingRun> done) {
    if (done.isDone()) {
      return;
    }
    Map<ScopeId, CompletableFuture<TrainingRun>> taken = taken(first, done);
    try {
      taken.putAll(takeAlong(first));
      List<Scope> scopes = taken.keySet().stream().map(ScopeId::scope).toList();
      Iterator<Callable<TrainingRun>> runs = turns.get().train(first.task(), scopes).iterator();
      taken.forEach((id, future) -> complete(id.what(), future, runs.next()));
    } catch (Exception | Error e) {
      taken.forEach((id, future) -> fail(id.what(), future, e));
    }
  }

  /** The scope waits no more: what comes from now on asks for another turn. */
  private synchronized Map<ScopeId, CompletableFuture<TrainingRun>> taken(
      ScopeId first, CompletableFuture<TrainingRun> done) {
    waiting.remove(first, done);
    Map<ScopeId, CompletableFuture<TrainingRun>> taken = new LinkedHashMap<>();
    taken.put(first, done);
    return taken;
  }

  private synchronized Map<ScopeId, CompletableFuture<TrainingRun>> takeAlong(ScopeId first) {
    Predicate<Scope> companions = turns.get().companions(first.task(), first.scope());
    Map<ScopeId, CompletableFuture<TrainingRun>> along = new LinkedHashMap<>();
    waiting.forEach(
        (id, done) -> {
          boolean other = !id.equals(first) && id.task().equals(first.task());
          if (other && companions.test(id.scope())) {
            along.put(id, done);
          }
        });
    waiting.keySet().removeAll(along.keySet());
    thread.remove(along.values());
    return along;
  }

  private boolean enqueue(int priority, Runnable work, CompletableFuture<?> done) {
    if (closed) {
      done.completeExceptionally(closing());
      return false;
    }
    thread.run(priority, work, done);
    return true;
  }

  private <T> void complete(String what, CompletableFuture<T> done, Callable<T> work) {
    try {
      done.complete(work.call());
    } catch (Exception | Error e) {
      fail(what, done, e);
    }
  }

  private void fail(String what, CompletableFuture<?> done, Throwable e) {
    report(what, e);
    done.completeExceptionally(known(what, e));
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
}
