package dev.thaw.cache.rocks;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Changes to any column families that happen together or not at all. Holds no native memory until
 * it is committed. Not thread-safe.
 */
public final class Batch {
  /** One change, put into RocksDB's own batch when that is made. */
  private interface Step {
    void addTo(WriteBatch batch, ColumnFamilyHandle family) throws RocksDBException;
  }

  private record Entry(String family, Step step) {}

  private final RocksDatabase database;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  Batch(RocksDatabase database) {
    this.database = database;
  }

  /** Sets {@code key} to {@code value}. */
  public Batch put(String family, byte[] key, byte[] value) {
    bytes += (long) key.length + value.length;
    return add(family, (batch, handle) -> batch.put(handle, key, value));
  }

  /** Removes {@code key}, if it is there. */
  public Batch delete(String family, byte[] key) {
    bytes += key.length;
    return add(family, (batch, handle) -> batch.delete(handle, key));
  }

  /** Removes all keys in {@code [from, to)}. */
  public Batch deleteRange(String family, byte[] from, byte[] to) {
    bytes += (long) from.length + to.length;
    return add(family, (batch, handle) -> batch.deleteRange(handle, from, to));
  }

  /**
   * Removes all keys that start with {@code prefix}.
   *
   * @throws IllegalArgumentException if the prefix is empty or all ones: no key follows it
   */
  public Batch deletePrefix(String family, byte[] prefix) {
    byte[] end = KeyOrder.successor(prefix);
    if (end == null) {
      throw new IllegalArgumentException("no key follows a prefix of " + prefix.length + " ones");
    }
    return deleteRange(family, prefix, end);
  }

  /** The number of changes. */
  public int size() {
    return entries.size();
  }

  /** Bytes of all keys and values. */
  public long byteSize() {
    return bytes;
  }

  /**
   * Makes all changes at once, visible to whoever reads next. A batch that failed may be committed
   * again.
   *
   * @param sync whether to wait until the disk has it, so that it survives a loss of power; without
   *     it, it survives the death of the process
   * @throws StorageException if nothing was changed
   */
  public void commit(boolean sync) {
    if (!entries.isEmpty()) {
      database.commit(this, sync);
    }
  }

  void addTo(WriteBatch batch, RocksHandles handles) throws RocksDBException {
    for (Entry entry : entries) {
      entry.step.addTo(batch, handles.family(entry.family));
    }
  }

  private Batch add(String family, Step step) {
    database.requireFamily(family);
    entries.add(new Entry(family, step));
    return this;
  }
}
