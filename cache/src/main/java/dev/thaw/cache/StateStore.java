package dev.thaw.cache;

import dev.thaw.cache.rocks.Batch;
import dev.thaw.cache.rocks.RocksDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Small durable values by name: the installed manifest, the device id, counters. Thread-safe; does
 * not own its database.
 */
public final class StateStore {
  private final RocksDatabase database;
  private final String family;

  /** A store in the given column family, which nothing else uses. */
  public StateStore(RocksDatabase database, String family) {
    this.database = database;
    this.family = family;
  }

  /** The value called {@code name}. */
  public Optional<byte[]> get(String name) {
    return database.get(family, key(name));
  }

  /** Sets the value called {@code name}; waits for the disk. */
  public void put(String name, byte[] value) {
    database.batch().put(family, key(name), value).commit(true);
  }

  /**
   * Sets the value called {@code name} without waiting for the disk: it survives the death of the
   * process, not a loss of power.
   */
  public void note(String name, byte[] value) {
    database.batch().put(family, key(name), value).commit(false);
  }

  /** Sets all values at once or none; waits for the disk. */
  public void putAll(Map<String, byte[]> values) {
    Batch batch = database.batch();
    values.forEach((name, value) -> batch.put(family, key(name), value));
    batch.commit(true);
  }

  /** Removes the value called {@code name}, if there is one; waits for the disk. */
  public void remove(String name) {
    database.batch().delete(family, key(name)).commit(true);
  }

  private static byte[] key(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a value needs a name");
    }
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
