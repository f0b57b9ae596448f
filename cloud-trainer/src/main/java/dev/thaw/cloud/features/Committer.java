package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The one thread that writes features. It collects the uploads that wait, has them written with one
 * synced write, and only then lets their futures complete: group commit. Other work that must not
 * run beside a commit takes its turn in the same queue. Thread-safe.
 */
final class Committer implements AutoCloseable {
  private static final int MAX_GROUP = 256;

  /** An upload and who waits for its outcomes. */
  record Upload(FeatureBatch batch, CompletableFuture<List<SampleOutcome>> done) {}

  /** What the thread is asked to do; an upload, or work that takes a turn of its own. */
  private sealed interface Job {
    record Add(Upload upload) implements Job {}

    record Turn(Runnable work) implements Job {}

    record Stop() implements Job {}
  }

  private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final int maxWaiting;
  private final Consumer<List<Upload>> commit;
  private final Thread thread;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param maxWaiting uploads that may wait; more are refused as busy
   * @param commit writes a group and completes its futures; must not throw
   */
  Committer(int maxWaiting, Consumer<List<Upload>> commit) {
    this.maxWaiting = maxWaiting;
    this.commit = commit;
    this.thread = new Thread(this::run, "thaw-committer");
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues an upload; never blocks. */
  CompletableFuture<List<SampleOutcome>> submit(FeatureBatch batch) {
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(busy());
    }
    Upload upload = new Upload(batch, new CompletableFuture<>());
    if (!add(new Job.Add(upload))) {
      waiting.decrementAndGet();
      upload.done.completeExceptionally(closedLog());
    }
    return upload.done;
  }

  /**
   * Runs {@code work} between two commits and waits for it; at once if this is the committer
   * thread.
   *
   * @throws RuntimeException what the work throws
   */
  <T> T inTurn(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    if (isTurn()) {
      complete(done, work);
    } else if (!add(new Job.Turn(() -> complete(done, work)))) {
      throw closedLog();
    }
    return Futures.join(done);
  }

  /** Queues {@code work} to be run between two commits; never blocks. */
  CompletableFuture<Void> later(Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(busy());
    }
    Runnable turn =
        () -> {
          waiting.decrementAndGet();
          complete(done, Executors.callable(work, null));
        };
    if (!add(new Job.Turn(turn))) {
      waiting.decrementAndGet();
      done.completeExceptionally(closedLog());
    }
    return done;
  }

  /** Whether the calling thread has a turn now. */
  boolean isTurn() {
    return Thread.currentThread() == thread;
  }

  /** Uploads that are not committed yet. */
  int waiting() {
    return waiting.get();
  }

  /** Ends the thread after everything that waits is done. */
  @Override
  public void close() {
    add(new Job.Stop());
    synchronized (this) {
      closed = true;
    }
    Futures.uninterrupted(thread::join);
  }

  private synchronized boolean add(Job job) {
    return !closed && queue.add(job);
  }

  private static CloudException busy() {
    return new CloudException(
        ErrorCode.BUSY, "too many batches wait for the disk; try again later");
  }

  private static CloudException closedLog() {
    return new CloudException(ErrorCode.BUSY, "the feature log is closing");
  }

  private void run() {
    List<Job> jobs = new ArrayList<>();
    List<Upload> group = new ArrayList<>();
    boolean stopped = false;
    while (!stopped) {
      Futures.uninterrupted(() -> jobs.add(queue.take()));
      queue.drainTo(jobs, MAX_GROUP - 1);
      for (Job job : jobs) {
        if (job instanceof Job.Add add) {
          group.add(add.upload());
        } else {
          flush(group);
          stopped |= runTurn(job);
        }
      }
      flush(group);
      jobs.clear();
    }
  }

  private void flush(List<Upload> group) {
    if (!group.isEmpty()) {
      commit.accept(List.copyOf(group));
      waiting.addAndGet(-group.size());
      group.clear();
    }
  }

  private static boolean runTurn(Job job) {
    if (job instanceof Job.Turn turn) {
      turn.work().run();
    }
    return job instanceof Job.Stop;
  }

  private static <T> void complete(CompletableFuture<T> done, Callable<T> work) {
    try {
      done.complete(work.call());
    } catch (Exception | Error e) {
      done.completeExceptionally(e);
    }
  }
}
