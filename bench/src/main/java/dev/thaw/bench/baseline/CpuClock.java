package dev.thaw.bench.baseline;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** CPU time of threads, in the kernel and outside. Stateless. */
final class CpuClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private CpuClock() {}

  /** Of the calling thread. */
  static long ownNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Of another thread that is alive. */
  static long nanosOf(Thread thread) {
    return Math.max(0, THREADS.getThreadCpuTime(thread.getId()));
  }
}
