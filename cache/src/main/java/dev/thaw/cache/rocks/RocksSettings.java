package dev.thaw.cache.rocks;

/**
 * How much memory and how many files one database may use. Immutable.
 *
 * @param cacheBytes memory for blocks read and for rows not yet flushed, together
 * @param writeBufferBytes rows gathered in memory per column family before they become a file; also
 *     the size of a file
 * @param maxOpenFiles the most files held open
 */
public record RocksSettings(long cacheBytes, long writeBufferBytes, int maxOpenFiles) {
  private static final long MIB = 1L << 20;

  /** For a device: 8 MiB in memory, files of 1 MiB. */
  public static final RocksSettings SMALL = new RocksSettings(8 * MIB, MIB, 64);

  /** For the cloud: 128 MiB in memory, files of 16 MiB. */
  public static final RocksSettings LARGE = new RocksSettings(128 * MIB, 16 * MIB, 512);

  public RocksSettings {
    if (cacheBytes < MIB || writeBufferBytes < 64 << 10 || maxOpenFiles < 16) {
      throw new IllegalArgumentException(
          "too little for a database: cacheBytes %d (1 MiB), writeBufferBytes %d (64 KiB), maxOpenFiles %d (16)"
              .formatted(cacheBytes, writeBufferBytes, maxOpenFiles));
    }
  }
}
