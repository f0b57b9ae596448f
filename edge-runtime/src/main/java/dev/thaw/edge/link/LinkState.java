package dev.thaw.edge.link;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One state of the link: it knows its own rule and which states may follow. What it began (timers,
 * calls) reaches it only while it is the current one.
 */
@CallByThread(CallByThread.CONTEXT)
abstract sealed class LinkState
    permits Offline, Connecting, NotAdmitted, Greeting, Online, RestFallback, Closed {
  final CloudLink link;
  private final Set<Long> timers = new HashSet<>();

  LinkState(CloudLink link) {
    this.link = link;
  }

  /** For status pages. */
  abstract String describe();

  void enter() {}

  void leave() {}

  /** Something may be waiting to be sent. */
  void wake() {}

  /** Somebody waits for it: no waiting that is not asked for by the server. */
  void demand() {
    wake();
  }

  /** Tells the cloud how the device is doing, where there is a way to. */
  void report() {}

  /** Another model was installed. */
  void installed() {}

  /** Leaves for good. */
  final void exit() {
    timers.forEach(link.vertx()::cancelTimer);
    leave();
  }

  final void after(Duration delay, Runnable action) {
    timers.add(
        link.vertx()
            .setTimer(
                Math.max(1, delay.toMillis()),
                fired -> {
                  timers.remove(fired);
                  whileCurrent(action);
                }));
  }

  final void every(Duration interval, Runnable action) {
    timers.add(link.vertx().setPeriodic(interval.toMillis(), fired -> whileCurrent(action)));
  }

  final <T> void then(Future<T> future, Consumer<T> success, Consumer<String> failure) {
    future.onComplete(
        result -> whileCurrent(() -> success.accept(result)),
        cause -> whileCurrent(() -> failure.accept(Reasons.of(cause))));
  }

  final boolean isCurrent() {
    return link.isCurrent(this);
  }

  private void whileCurrent(Runnable action) {
    if (isCurrent()) {
      action.run();
    }
  }
}
