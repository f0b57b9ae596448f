package dev.thaw.cloud.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes about sooner or later. Stateless. */
final class Patience {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final long PAUSE_NANOS = 20_000_000;

  /** A question to somebody else, who may fail to answer. */
  interface Check {
    boolean holds() throws Exception;
  }

  private Patience() {}

  /** Asks until it holds; fails after two minutes. */
  static void until(Check check) throws Exception {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!check.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still not so after " + LONGEST);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
