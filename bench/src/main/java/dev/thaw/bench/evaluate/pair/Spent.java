package dev.thaw.bench.evaluate.pair;

import dev.thaw.bench.ProcessTime;

/**
 * Time that some work took. Immutable.
 *
 * @param cpuSeconds processor time of all threads of this process, in steps of 10 ms on Linux
 */
public record Spent(double seconds, double cpuSeconds) {
  private static final double NANOS = 1e9;

  /** None. */
  public static final Spent NOTHING = new Spent(0, 0);

  /** Does {@code work} and measures it. */
  public static Spent on(Runnable work) {
    long cpu = ProcessTime.nanos();
    long start = System.nanoTime();
    work.run();
    return new Spent((System.nanoTime() - start) / NANOS, (ProcessTime.nanos() - cpu) / NANOS);
  }

  /** Both together. */
  public Spent plus(Spent other) {
    return new Spent(seconds + other.seconds, cpuSeconds + other.cpuSeconds);
  }
}
