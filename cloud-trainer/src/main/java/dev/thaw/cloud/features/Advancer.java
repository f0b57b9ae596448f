package dev.thaw.cloud.features;

import dev.thaw.cloud.features.AdvanceSource.Batch;
import dev.thaw.cloud.features.AdvanceSource.Item;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs one task's features on to a freeze point: the next batch is read and the last ones are
 * written while one is run. Holds at most four batches, whatever the number of features. Used once;
 * not thread-safe.
 */
final class Advancer {
  private static final int WRITES = 2;

  private record Write(CompletableFuture<Integer> kept, Batch batch) {}

  private final AdvanceSource source;
  private final AdvanceSink sink;
  private final Backbone target;
  private final Progress progress;
  private final Deque<Write> writes = new ArrayDeque<>();
  private long advanced;

  Advancer(AdvanceSource source, AdvanceSink sink, Backbone target, Progress progress) {
    this.source = source;
    this.sink = sink;
    this.target = target;
    this.progress = progress;
  }

  /** Runs with two threads of its own beside the calling one; returns how many were run on. */
  long run() {
    ExecutorService reading = Executors.newSingleThreadExecutor(r -> thread(r, "read"));
    ExecutorService writing = Executors.newSingleThreadExecutor(r -> thread(r, "write"));
    try {
      return run(reading, writing);
    } finally {
      end(reading);
      end(writing);
    }
  }

  /** Runs on the calling thread alone, which may be the committer's. */
  long runHere() {
    return run(Runnable::run, Runnable::run);
  }

  private long run(Executor reading, Executor writing) {
    CompletableFuture<Batch> next = CompletableFuture.supplyAsync(source::next, reading);
    Batch batch = Futures.join(next);
    while (!batch.items().isEmpty()) {
      next = CompletableFuture.supplyAsync(source::next, reading);
      write(batch, RunOn.toFreezePoint(target, activations(batch)), writing);
      finishWrites(WRITES);
      batch = Futures.join(next);
    }
    finishWrites(0);
    tell(batch);
    return advanced;
  }

  private void write(Batch batch, List<Activation> results, Executor writing) {
    List<Item> items = batch.items();
    writes.add(
        new Write(CompletableFuture.supplyAsync(() -> sink.keep(items, results), writing), batch));
  }

  private void finishWrites(int allowed) {
    while (writes.size() > allowed) {
      Write first = writes.remove();
      advanced += Futures.join(first.kept);
      tell(first.batch);
    }
  }

  /** Rows that came since it began may make more of them than were counted then. */
  private void tell(Batch batch) {
    progress.at(batch.found(), Math.max(batch.found(), batch.total()));
  }

  private static List<Activation> activations(Batch batch) {
    return batch.items().stream().map(item -> item.feature().feature().activation()).toList();
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, "thaw-advance-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /** Waits: nothing is read or written any more when the run is over, also if it failed. */
  private static void end(ExecutorService thread) {
    thread.shutdown();
    Futures.uninterrupted(() -> thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
  }
}
