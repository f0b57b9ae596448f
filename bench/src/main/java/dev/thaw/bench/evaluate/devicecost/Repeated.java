package dev.thaw.bench.evaluate.devicecost;

import dev.thaw.bench.ProcessTime;
import java.lang.management.ManagementFactory;

/**
 * What one run of something took, mean of several after a warm-up. Immutable.
 *
 * @param cpuSeconds of all threads of this process
 */
record Repeated(double wallSeconds, double cpuSeconds) {
  private static final double NANOS = 1e9;

  /** Runs {@code work} for a while. Blocks. */
  static Repeated measure(Runnable work, Pace pace) {
    int times = pace.times(warmUp(work, pace.seconds() / 2));
    long process = ProcessTime.nanos();
    long thread = threadNanos();
    long wall = System.nanoTime();
    for (int time = 0; time < times; time++) {
      work.run();
    }
    double wallSeconds = (System.nanoTime() - wall) / NANOS;
    long cpu = Math.max(ProcessTime.nanos() - process, threadNanos() - thread);
    return new Repeated(wallSeconds / times, cpu / NANOS / times);
  }

  double busyCores() {
    return cpuSeconds / wallSeconds;
  }

  /** Runs it at least once; the seconds that it took last. */
  private static double warmUp(Runnable work, double seconds) {
    long begun = System.nanoTime();
    double last;
    do {
      long start = System.nanoTime();
      work.run();
      last = (System.nanoTime() - start) / NANOS;
    } while ((System.nanoTime() - begun) / NANOS < seconds);
    return last;
  }

  private static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
