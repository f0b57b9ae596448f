package dev.thaw.edge.upload;

import dev.thaw.cache.Pending;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The flushes somebody waits for. Each is complete when no annotation that was pending when it
 * began is pending any more, stranded ones apart. Thread-safe.
 */
final class Flushes {
  private record Waiting(
      long lastPosition, UploadCounts before, CompletableFuture<FlushReport> done) {}

  private final OutboxPages outbox;
  private final Predicate<Pending> isStranded;
  private final Supplier<UploadCounts> counts;
  private final List<Waiting> waiting = new ArrayList<>();

  Flushes(OutboxPages outbox, Predicate<Pending> isStranded, Supplier<UploadCounts> counts) {
    this.outbox = outbox;
    this.isStranded = isStranded;
    this.counts = counts;
  }

  CompletableFuture<FlushReport> begin() {
    Waiting flush = new Waiting(outbox.last(), counts.get(), new CompletableFuture<>());
    synchronized (waiting) {
      waiting.add(flush);
    }
    completeReached();
    return flush.done;
  }

  /** Completes what has nothing left to wait for. */
  void completeReached() {
    if (!isEmpty()) {
      complete(firstToWaitFor());
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
    return counts.get().since(flush.before, outbox.outbox().length());
  }

  private long firstToWaitFor() {
    return outbox
        .after(0)
        .filter(isStranded.negate())
        .mapToLong(Pending::sequence)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }
}
