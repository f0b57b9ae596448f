package dev.thaw.bench.overload;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** From the measuring thread to an event loop and back. Stateless. */
final class Calls {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Calls() {}

  /** Runs {@code work} on the loop of {@code context} and waits for what it finds. */
  static <T> T on(Context context, Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          try {
            done.complete(work.call());
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return get("a turn", done);
  }

  /**
   * Waits.
   *
   * @throws OverloadException if it fails, or takes minutes
   */
  static <T> T get(String what, Future<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new OverloadException(what + " failed: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new OverloadException(what + " took more than " + PATIENCE.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverloadException(what + " was interrupted", e);
    }
  }
}
