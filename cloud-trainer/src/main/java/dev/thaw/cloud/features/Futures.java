package dev.thaw.cloud.features;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waiting for other threads without losing their exceptions. */
final class Futures {
  private Futures() {}

  /** Something that may wait. */
  @FunctionalInterface
  interface Waiting {
    void run() throws InterruptedException;
  }

  /** The result, or the unchecked exception or error that the work threw. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Waits until it is over, and keeps an interruption for whoever asks next. */
  static void uninterrupted(Waiting waiting) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          waiting.run();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
