package dev.thaw.edge.upload;

import dev.thaw.cache.Outbox;
import dev.thaw.cache.Pending;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The flushes somebody waits for. Each is complete when no annotation that was pending when it
 * began is pending any more. Thread-safe.
 */
final class Flushes {
  private static final int PAGE = 4_096;

  private record Waiting(
      long lastPosition, UploadCounts before, CompletableFuture<FlushReport> done) {}

  private final String task;
  private final Outbox outbox;
  private final Supplier<UploadCounts> counts;
  private final List<Waiting> waiting = new ArrayList<>();

  Flushes(String task, Outbox outbox, Supplier<UploadCounts> counts) {
    this.task = task;
    this.outbox = outbox;
    this.counts = counts;
  }

  CompletableFuture<FlushReport> begin() {
    Waiting flush = new Waiting(lastPosition(), counts.get(), new CompletableFuture<>());
    synchronized (waiting) {
      waiting.add(flush);
    }
    completeReached();
    return flush.done;
  }

  /** Completes what has nothing left to wait for. */
  void completeReached() {
    if (!isEmpty()) {
      List<Pending> first = outbox.peek(task, 0, 1);
      complete(first.isEmpty() ? Long.MAX_VALUE : first.get(0).sequence());
    }
  }

  /** Completes all, whatever remains. */
  void completeAll() {
    complete(Long.MAX_VALUE);
  }

  private boolean isEmpty() {
    synchronized (waiting) {
      return waiting.isEmpty();
    }
  }

  private void complete(long firstPending) {
    List<Waiting> reached = new ArrayList<>();
    synchronized (waiting) {
      for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
        Waiting flush = each.next();
        if (flush.lastPosition < firstPending) {
          reached.add(flush);
          each.remove();
        }
      }
    }
    reached.forEach(flush -> flush.done.complete(report(flush)));
  }

  private FlushReport report(Waiting flush) {
    return counts.get().since(flush.before, outbox.length());
  }

  private long lastPosition() {
    long last = 0;
    List<Pending> page = outbox.peek(task, 0, PAGE);
    while (!page.isEmpty()) {
      last = page.get(page.size() - 1).sequence();
      page = outbox.peek(task, last, PAGE);
    }
    return last;
  }
}
