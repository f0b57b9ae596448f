package dev.thaw.cache;

/**
 * The bounds of a device's cache. Immutable.
 *
 * @param maxDiskBytes the directory's size, layers and small state not counted. Activations and
 *     annotations may fill three eighths of it; the rest is for the log, for files being rewritten
 *     and for rows that are deleted but still on disk (measured under constant replacement of
 *     incompressible rows: twice the rows' size)
 * @param maxMemoryBytes memory for the hot activations (a quarter), for the database's blocks and
 *     write buffers (a quarter) and for the index of what is on disk (half)
 * @param frequentReads a sample read at least this often since it was put or the cache was opened
 *     counts as frequent
 */
public record CacheLimits(long maxDiskBytes, long maxMemoryBytes, int frequentReads) {
  private static final long MIB = 1L << 20;

  /** 64 MiB of disk, 32 MiB of memory, frequent from the second read. */
  public static final CacheLimits DEFAULT = new CacheLimits(64 * MIB, 32 * MIB, 2);

  public CacheLimits {
    if (maxDiskBytes < 8 * MIB || maxMemoryBytes < 8 * MIB || frequentReads < 1) {
      throw new IllegalArgumentException(
          "not limits: maxDiskBytes %d (at least 8 MiB), maxMemoryBytes %d (8 MiB), frequentReads %d (1)"
              .formatted(maxDiskBytes, maxMemoryBytes, frequentReads));
    }
  }

  /** What activations may cost: row bytes and a fixed overhead each. */
  long activationBytes() {
    return maxDiskBytes / 8 * 3;
  }

  long hotBytes() {
    return maxMemoryBytes / 4;
  }

  long blockCacheBytes() {
    return maxMemoryBytes / 4;
  }

  long indexBytes() {
    return maxMemoryBytes / 2;
  }
}
