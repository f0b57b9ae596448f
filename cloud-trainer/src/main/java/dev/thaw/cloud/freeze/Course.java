package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeStatus.Ended;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * One change of one task from its request to its end, whatever stage it is in: what was asked for,
 * how far it is, and who waits for it. Thread-safe.
 *
 * @param <R> what it gives
 */
final class Course<R> {
  private final String task;
  private final boolean resumed;
  private final ChangeProgress progress = new ChangeProgress();
  private final CompletableFuture<R> done = new CompletableFuture<>();
  private volatile ChangeRecord change;

  Course(String task, ChangeRecord change, boolean resumed) {
    this.task = task;
    this.change = change;
    this.resumed = resumed;
  }

  String task() {
    return task;
  }

  ChangeRecord change() {
    return change;
  }

  /** Notes what was stored of the change. */
  void stored(ChangeRecord next) {
    change = next;
  }

  ChangeProgress progress() {
    return progress;
  }

  CompletableFuture<R> done() {
    return done;
  }

  void fail(Throwable failure) {
    done.completeExceptionally(failure);
  }

  FreezeStatus.Running shown() {
    return progress.shown(change, resumed);
  }

  Ended ended(Outcome outcome, String reason, Instant now) {
    return change.ended(outcome, reason, resumed, now);
  }
}
