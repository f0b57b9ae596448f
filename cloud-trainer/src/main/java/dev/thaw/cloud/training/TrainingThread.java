package dev.thaw.cloud.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread, and the jobs that wait for it: by priority, then in the order of their arrival.
 * Thread-safe.
 */
final class TrainingThread {
  /** A job in line, and what is to complete when it has run. */
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

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), TrainingThread::thread);
  private final AtomicLong arrivals = new AtomicLong();

  /**
   * Puts a job in line.
   *
   * @param priority smaller ones go first
   * @throws java.util.concurrent.RejectedExecutionException after {@link #stop}
   */
  void run(int priority, Runnable work, CompletableFuture<?> done) {
    thread.execute(new Job(priority, arrivals.incrementAndGet(), work, done));
  }

  /** Takes the jobs of the given futures out of the line; leaves the futures alone. */
  void remove(Collection<? extends CompletableFuture<?>> futures) {
    thread
        .getQueue()
        .removeIf(job -> futures.stream().anyMatch(done -> done == ((Job) job).done()));
  }

  /** Jobs that wait, and the one that runs. */
  int size() {
    return thread.getQueue().size() + thread.getActiveCount();
  }

  /** Takes no more jobs; returns the futures of those that waited, which are not run any more. */
  List<CompletableFuture<?>> stop() {
    List<Runnable> left = new ArrayList<>();
    thread.getQueue().drainTo(left);
    thread.shutdown();
    return left.stream().<CompletableFuture<?>>map(job -> ((Job) job).done()).toList();
  }

  /** Waits for the end of what runs; to be called after {@link #stop}. */
  void awaitEnd() {
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

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "thaw-trainer");
    thread.setDaemon(true);
    return thread;
  }
}
