package dev.thaw.cloud.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Runs a server until Ctrl-C or SIGTERM. The process ends only after the server has closed what it
 * opened. Stateless.
 */
public final class UntilStopped {
  private UntilStopped() {}

  /** A server that closes when it is told to stop. */
  @FunctionalInterface
  public interface Server {
    /**
     * Opens, waits for {@code stop}, closes.
     *
     * @throws InterruptedException if the wait was interrupted, after closing
     */
    void run(CountDownLatch stop) throws InterruptedException;
  }

  /** Blocks until the server has closed; what it throws comes through. */
  public static void run(Server server) {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, stopped), "thaw-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      server.run(stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
      forget(hook);
    }
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fails while the virtual machine shuts down; then the hook has done its work. */
  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running: that is why the server stopped.
    }
  }
}
