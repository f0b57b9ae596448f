package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The one thread that writes features. It collects the uploads that wait, has them written with one
 * synced write, and only then lets their futures complete: group commit. Devices are served in
 * turn. Other work that must not run beside a commit gets its turn after at most one group of
 * uploads. Thread-safe.
 */
final class Committer implements AutoCloseable {
  private static final int MAX_GROUP = 256;

  /** An upload and who waits for its outcomes. */
  record Upload(FeatureBatch batch, CompletableFuture<List<SampleOutcome>> done, long bytes) {
    static Upload of(FeatureBatch batch) {
      return new Upload(batch, new CompletableFuture<>(), bytesOf(batch));
    }

    String device() {
      return batch.deviceId();
    }

    private static long bytesOf(FeatureBatch batch) {
      return batch.features().stream()
          .map(Feature::activation)
          .flatMap(activation -> activation.tensors().stream())
          .mapToLong(Tensor::byteSize)
          .sum();
    }
  }

  /** What the thread does next. */
  private record Work(List<Upload> uploads, List<Runnable> turns) {
    boolean isNone() {
      return uploads.isEmpty() && turns.isEmpty();
    }
  }

  private final Object lock = new Object();
  private final WaitingRoom room;
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private final LogLimits limits;
  private final Consumer<List<Upload>> commit;
  private final Thread thread;
  private int waitingNotes;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param limits uploads that may wait; more are refused as busy
   * @param commit writes a group and completes its futures; must not throw
   */
  Committer(LogLimits limits, Consumer<List<Upload>> commit) {
    this.limits = limits;
    this.room = new WaitingRoom(limits);
    this.commit = commit;
    this.thread = new Thread(this::run, "thaw-committer");
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues an upload; never blocks. */
  CompletableFuture<List<SampleOutcome>> submit(FeatureBatch batch) {
    Upload upload = Upload.of(batch);
    try {
      synchronized (lock) {
        requireOpen();
        room.enter(upload);
        lock.notifyAll();
      }
    } catch (CloudException e) {
      upload.done.completeExceptionally(e);
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
    } else {
      synchronized (lock) {
        requireOpen();
        addTurn(() -> complete(done, work));
      }
    }
    return Futures.join(done);
  }

  /** Queues {@code work} to be run between two commits; never blocks. */
  CompletableFuture<Void> later(Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      synchronized (lock) {
        requireOpen();
        requireRoomForNote();
        waitingNotes++;
        addTurn(() -> runNote(work, done));
      }
    } catch (CloudException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  /** Whether the calling thread has a turn now. */
  boolean isTurn() {
    return Thread.currentThread() == thread;
  }

  /** Uploads and notes that are not committed yet. */
  int waiting() {
    synchronized (lock) {
      return room.batches() + waitingNotes;
    }
  }

  /** Ends the thread after everything that waits is done. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    Futures.uninterrupted(thread::join);
  }

  private void requireOpen() {
    if (closed) {
      throw new CloudException(ErrorCode.BUSY, "the feature log is closing");
    }
  }

  private void requireRoomForNote() {
    if (waitingNotes >= limits.maxWaitingBatches()) {
      throw new CloudException(ErrorCode.BUSY, "too many notes wait for the disk; try again later");
    }
  }

  private void addTurn(Runnable turn) {
    turns.add(turn);
    lock.notifyAll();
  }

  private void runNote(Runnable work, CompletableFuture<Void> done) {
    synchronized (lock) {
      waitingNotes--;
    }
    complete(done, Executors.callable(work, null));
  }

  private void run() {
    for (Work work = next(); !work.isNone(); work = next()) {
      if (!work.uploads.isEmpty()) {
        commit.accept(work.uploads);
        synchronized (lock) {
          room.leave(work.uploads);
        }
      }
      work.turns.forEach(Runnable::run);
    }
  }

  /** Waits until there is something to do; none means closed and done. */
  private Work next() {
    synchronized (lock) {
      while (room.isEmpty() && turns.isEmpty() && !closed) {
        Futures.uninterrupted(lock::wait);
      }
      Work work = new Work(room.next(MAX_GROUP), new ArrayList<>(turns));
      turns.clear();
      return work;
    }
  }

  private static <T> void complete(CompletableFuture<T> done, Callable<T> work) {
    try {
      done.complete(work.call());
    } catch (Exception | Error e) {
      done.completeExceptionally(e);
    }
  }
}
