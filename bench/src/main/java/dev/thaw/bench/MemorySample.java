package dev.thaw.bench;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.model.TorchRuntime;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The memory of this process at one time, after a collection, in bytes. Immutable.
 *
 * @param seconds since the soak began
 * @param directBytes direct buffers, Netty's pools included: they are made of such buffers
 * @param rocksBytes as {@link RocksDatabase#liveBytes()}
 * @param tensors native arrays that are open
 * @param rounds uploads done until then
 */
record MemorySample(
    double seconds,
    long residentBytes,
    long heapBytes,
    long directBytes,
    long rocksBytes,
    long tensors,
    long rounds) {
  private static final double MIB = 1 << 20;

  /** Collects garbage first: what could be collected is not leaked. */
  static MemorySample now(double seconds, long rounds) {
    System.gc();
    return new MemorySample(
        seconds,
        Footprint.resident(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        direct(),
        RocksDatabase.liveBytes(),
        TorchRuntime.liveArrays(),
        rounds);
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%6.0f s  rss %7.1f  heap %6.1f  direct %6.1f  rocks %6.1f MiB  tensors %5d  rounds %d",
        seconds,
        residentBytes / MIB,
        heapBytes / MIB,
        directBytes / MIB,
        rocksBytes / MIB,
        tensors,
        rounds);
  }
}
