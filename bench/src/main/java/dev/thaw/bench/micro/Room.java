package dev.thaw.bench.micro;

import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.rocks.RocksSettings;

/**
 * What a cache of so many activations at the last cut of the handwriting model needs, half a
 * kilobyte each: bounds that keep all of them on disk and about a quarter on the heap too, whatever
 * their number. Immutable.
 */
record Room(int entries) {
  /** What one costs against the limit of the disk, and a twentieth more. */
  private static final long ROW_BYTES = 695;

  /** What one costs in the index, and a tenth more; the index has half of the memory. */
  private static final long MEMORY_BYTES = 2 * 530;

  private static final long HEAP_BYTES = 1_400;
  private static final long LEAST_BYTES = 8L << 20;
  private static final int FREQUENT_READS = 2;
  private static final int FILES = 128;
  private static final long MIB = 1L << 20;

  CacheLimits limits() {
    return new CacheLimits(
        Math.max(LEAST_BYTES, entries * ROW_BYTES / 3 * 8),
        Math.max(LEAST_BYTES, entries * MEMORY_BYTES),
        FREQUENT_READS);
  }

  /** Those of a database that has as much memory as the one within such a cache. */
  RocksSettings settings() {
    CacheLimits limits = limits();
    long buffer = Math.min(2 * MIB, limits.maxDiskBytes() / 64);
    return new RocksSettings(limits.maxMemoryBytes() / 4, buffer, FILES);
  }

  /** The most bytes in the temporary directory: the rows, and what rewriting them takes. */
  long diskBytes() {
    return limits().maxDiskBytes();
  }

  /** The heap that the index, and reading it from the disk, take. */
  long heapBytes() {
    return 64 * MIB + entries * HEAP_BYTES;
  }
}
