package dev.thaw.cloud.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a server until Ctrl-C or SIGTERM. The process ends after the server has closed what it
 * opened, but at most 8 seconds after the signal: what is not closed by then is left as a kill
 * would leave it. Stateless.
 */
public final class UntilStopped {
  private static final Logger LOG = LoggerFactory.getLogger(UntilStopped.class);

  /** Leaves the virtual machine two seconds of the ten that a stop may take: it needs one. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

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
    run(server, PATIENCE);
  }

  /**
   * As {@link #run(Server)}.
   *
   * @param patience how long after the signal the server may take to close
   */
  public static void run(Server server, Duration patience) {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, stopped, patience), "thaw-stop");
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

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped, Duration patience) {
    stop.countDown();
    try {
      if (!stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "not all has ended after {} ms; left as a kill leaves it: nothing acknowledged is lost",
            patience.toMillis());
      }
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
