package dev.thaw.cache;

import dev.thaw.cache.layers.LayerStore;
import dev.thaw.cache.layers.RocksLayerStore;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cache.rocks.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything a device keeps, in one directory and one database: activations and outbox, layers, and
 * small state. Thread-safe; closing it closes all of them.
 */
public final class DeviceStore implements AutoCloseable {
  static final String LAYERS = "layers";
  private static final String STATE = "state";
  private static final long WRITE_BUFFER_SHARE = 64;
  private static final long MIN_WRITE_BUFFER = 128 << 10;
  private static final long MAX_WRITE_BUFFER = 2 << 20;
  private static final int MAX_OPEN_FILES = 128;

  private final RocksDatabase database;
  private final RocksActivationCache activations;
  private final LayerStore layers;
  private final StateStore state;

  private DeviceStore(RocksDatabase database, RocksActivationCache activations) {
    this.database = database;
    this.activations = activations;
    this.layers = new RocksLayerStore(database, LAYERS);
    this.state = new StateStore(database, STATE);
  }

  /**
   * Opens what is in {@code directory}, creating it if need be. If nothing but activations and
   * layers is damaged, they are dropped, for they can be made or fetched again.
   *
   * @throws StorageException if the directory is in use, damaged, full or cannot be written
   */
  public static DeviceStore open(Path directory, CacheLimits limits) {
    try {
      return openWhole(directory, limits);
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.CORRUPT || !DeviceRebuild.dropDamaged(directory)) {
        throw e;
      }
      return openWhole(directory, limits);
    }
  }

  private static DeviceStore openWhole(Path directory, CacheLimits limits) {
    RocksDatabase database = RocksDatabase.open(directory, families(), settings(limits));
    try {
      return new DeviceStore(database, RocksActivationCache.open(database, limits));
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /** The activations, with the outbox. */
  public ActivationCache activations() {
    return activations;
  }

  /** The layers of installed models. */
  public LayerStore layers() {
    return layers;
  }

  /** Small values by name. */
  public StateStore state() {
    return state;
  }

  /** Why nothing can be stored at present; empty if it can, as far as is known. */
  public Optional<String> trouble() {
    return database.trouble();
  }

  /** Bytes of all files in the directory. */
  public long diskBytes() {
    return database.diskBytes();
  }

  @Override
  public void close() {
    activations.close();
    database.close();
  }

  private static List<String> families() {
    List<String> families = new ArrayList<>(RocksActivationCache.FAMILIES);
    families.add(LAYERS);
    families.add(STATE);
    return families;
  }

  private static RocksSettings settings(CacheLimits limits) {
    long writeBuffer = limits.maxDiskBytes() / WRITE_BUFFER_SHARE;
    return new RocksSettings(
        limits.blockCacheBytes(),
        Math.min(MAX_WRITE_BUFFER, Math.max(MIN_WRITE_BUFFER, writeBuffer)),
        MAX_OPEN_FILES);
  }
}
