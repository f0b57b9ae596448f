package dev.thaw.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of this process. Stateless. */
public final class ProcessTime {
  private ProcessTime() {}

  /**
   * Of all its threads since it began, in nanoseconds; in steps of ten milliseconds on Linux.
   *
   * @throws IllegalStateException if this platform does not tell: 0 would pass for a figure
   */
  public static long nanos() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      return system.getProcessCpuTime();
    }
    throw new IllegalStateException("this platform does not tell a process's processor time");
  }
}
