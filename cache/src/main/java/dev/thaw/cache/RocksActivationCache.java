package dev.thaw.cache;

import dev.thaw.cache.rocks.RocksDatabase;
import java.util.List;

/**
 * Activations, annotations and outbox in a database, the hot ones also on the heap. Thread-safe.
 *
 * <p>What has been put survives the death of the process; what has been annotated survives a loss
 * of power too, with every activation put before it.
 */
public final class RocksActivationCache extends IndexedActivationCache {
  /** The column families that it needs, and that nothing else may use. */
  public static final List<String> FAMILIES = RocksRows.FAMILIES;

  private final HotRows rows;

  private RocksActivationCache(HotRows rows, CacheLimits limits) {
    super(rows, limits);
    this.rows = rows;
  }

  /** The cache stored in {@code database}, which stays the caller's to close. */
  public static RocksActivationCache open(RocksDatabase database, CacheLimits limits) {
    HotRows rows = new HotRows(new RocksRows(database), limits.hotBytes());
    RocksActivationCache cache = new RocksActivationCache(rows, limits);
    cache.load();
    return cache;
  }

  /** Bytes of the activations that are also on the heap. */
  public long hotBytes() {
    return rows.hotBytes();
  }
}
