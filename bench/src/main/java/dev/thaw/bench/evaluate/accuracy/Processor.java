package dev.thaw.bench.evaluate.accuracy;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of this process. Stateless. */
final class Processor {
  private Processor() {}

  /** Of all its threads since it began; 0 where the platform does not tell. */
  static long busyNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
        ? bean.getProcessCpuTime()
        : 0;
  }
}
