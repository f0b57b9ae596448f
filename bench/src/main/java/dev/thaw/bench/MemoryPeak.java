package dev.thaw.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most memory that this process had since a moment. Confined to one thread. */
final class MemoryPeak {
  private static final double MIB = 1 << 20;

  private long residentBytes;

  private MemoryPeak() {}

  /** From now on. */
  static MemoryPeak begin() {
    System.gc();
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    MemoryPeak peak = new MemoryPeak();
    peak.look();
    return peak;
  }

  /** Resident memory is only seen when this is called; the heap always. */
  void look() {
    residentBytes = Math.max(residentBytes, Footprint.resident());
  }

  List<Figure> figures(String group) {
    look();
    long heap = heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    double most = Runtime.getRuntime().maxMemory() / MIB;
    return List.of(
        new Figure(group, "peak heap", heap / MIB, "MiB", "-Xmx %.0f MiB".formatted(most)),
        new Figure(group, "peak resident memory", residentBytes / MIB, "MiB", "bounded"));
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }
}
