package dev.thaw.bench.evaluate.nets;

import dev.thaw.bench.evaluate.Statistics;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What one run of a piece of work took. Immutable.
 *
 * @param wallSeconds by the clock
 * @param cpuSeconds of the thread that did it, which with one engine thread is all there is
 */
public record Effort(double wallSeconds, double cpuSeconds) {
  private static final double NANOS = 1e9;

  /** Runs {@code work} so many times on this thread; the mean of one. Blocks. */
  public static Effort of(Runnable work, int times) {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    for (int time = 0; time < times; time++) {
      work.run();
    }
    double wallSeconds = (System.nanoTime() - wall) / NANOS;
    cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    return new Effort(wallSeconds / times, cpu / NANOS / times);
  }

  /** The median of each of the two. */
  public static Effort median(List<Effort> efforts) {
    return new Effort(
        Statistics.of(efforts.stream().map(Effort::wallSeconds).toList()).median(),
        Statistics.of(efforts.stream().map(Effort::cpuSeconds).toList()).median());
  }

  /** The same for one part of so many equal ones. */
  public Effort over(int parts) {
    return new Effort(wallSeconds / parts, cpuSeconds / parts);
  }
}
