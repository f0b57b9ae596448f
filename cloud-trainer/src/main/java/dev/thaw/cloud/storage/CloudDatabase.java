package dev.thaw.cloud.storage;

import dev.thaw.cache.layers.LayerStore;
import dev.thaw.cache.layers.RocksLayerStore;
import dev.thaw.cache.rocks.Batch;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cache.rocks.RowVisitor;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The cloud's one durable store: features, heads, manifests and positions in one database, so that
 * what belongs together is written together. Every failure is a {@link CloudException} {@code
 * STORAGE} with one clear message. Thread-safe.
 */
public final class CloudDatabase implements AutoCloseable {
  private final RocksDatabase rocks;
  private final LayerStore layers;

  private CloudDatabase(RocksDatabase rocks) {
    this.rocks = rocks;
    this.layers = RocksLayerStore.authoritative(rocks, Column.LAYERS.family());
  }

  /**
   * Opens the database in {@code directory}, creating it if it is not there.
   *
   * @throws CloudException if it is in use by another process, damaged, or cannot be written
   */
  public static CloudDatabase open(Path directory) {
    return guarded(
        () ->
            new CloudDatabase(
                RocksDatabase.open(directory, Column.families(), RocksSettings.LARGE)));
  }

  /** What is in {@code rocks}, which stays the caller's to close. */
  public static CloudDatabase over(RocksDatabase rocks) {
    return new CloudDatabase(rocks);
  }

  /** The value of a key. */
  public Optional<byte[]> get(Column column, byte[] key) {
    return guarded(() -> rocks.get(column.family(), key));
  }

  /** Shows the rows whose keys begin with {@code prefix}, in order, as they were at the start. */
  public void scan(Column column, byte[] prefix, RowVisitor visitor) {
    guarded(
        () -> {
          rocks.scan(column.family(), prefix, visitor);
          return prefix;
        });
  }

  /** Shows the rows with keys in {@code [from, to)}, in order, as they were at the start. */
  public void scanRange(Column column, byte[] from, byte[] to, RowVisitor visitor) {
    guarded(
        () -> {
          rocks.scanRange(column.family(), from, to, visitor);
          return from;
        });
  }

  /** The last key that begins with {@code prefix}. */
  public Optional<byte[]> lastKey(Column column, byte[] prefix) {
    return guarded(() -> rocks.lastKey(column.family(), prefix));
  }

  /** Waits until everything committed so far survives a loss of power. */
  public void sync() {
    guarded(
        () -> {
          rocks.sync();
          return rocks;
        });
  }

  /** An empty set of changes, to be committed at once. */
  public Changes changes() {
    return new Changes(rocks.batch());
  }

  /** Keeps a layer; durable on return. Keeping it again writes nothing. */
  public void putLayer(Digest digest, byte[] canonical) {
    guarded(
        () -> {
          if (!layers.contains(digest)) {
            layers.put(digest, canonical);
          }
          return digest;
        });
  }

  /** The canonical bytes of a layer. */
  public Optional<byte[]> layer(Digest digest) {
    return guarded(() -> layers.get(digest));
  }

  /** Deletes every layer that is not in {@code live}; returns how many. */
  public int retainLayers(Set<Digest> live) {
    return guarded(() -> layers.retainOnly(live));
  }

  /**
   * Rewrites files until none has a row that was deleted before the call, nor a trace of its key.
   * Blocks; at the end everything else waits for a moment.
   *
   * @param prefixes the columns that rows were deleted from, each with what the keys of those rows
   *     begin with; empty for all
   */
  public void scrub(Map<Column, byte[]> prefixes) {
    Map<String, byte[]> families = new HashMap<>();
    prefixes.forEach((column, prefix) -> families.put(column.family(), prefix));
    guarded(
        () -> {
          rocks.scrub(families);
          return rocks;
        });
  }

  /** Why the last write failed, if the next one is expected to fail as well. */
  public Optional<String> trouble() {
    return rocks.trouble();
  }

  /** Bytes of all files. */
  public long diskBytes() {
    return guarded(rocks::diskBytes);
  }

  @Override
  public void close() {
    rocks.close();
  }

  private static <T> T guarded(Supplier<T> operation) {
    try {
      return operation.get();
    } catch (StorageException e) {
      throw new CloudException(ErrorCode.STORAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Changes that happen together or not at all. Not thread-safe. */
  public static final class Changes {
    private final Batch batch;

    private Changes(Batch batch) {
      this.batch = batch;
    }

    /** Sets a key. */
    public Changes put(Column column, byte[] key, byte[] value) {
      batch.put(column.family(), key, value);
      return this;
    }

    /** Removes a key. */
    public Changes delete(Column column, byte[] key) {
      batch.delete(column.family(), key);
      return this;
    }

    /** Removes a layer. */
    public Changes deleteLayer(Digest digest) {
      RocksLayerStore.delete(batch, Column.LAYERS.family(), digest);
      return this;
    }

    /** Removes all keys that begin with {@code prefix}. */
    public Changes deletePrefix(Column column, byte[] prefix) {
      batch.deletePrefix(column.family(), prefix);
      return this;
    }

    /** Removes all keys in {@code [from, to)}. */
    public Changes deleteRange(Column column, byte[] from, byte[] to) {
      batch.deleteRange(column.family(), from, to);
      return this;
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
      return batch.size() == 0;
    }

    /**
     * Makes all changes; on return they survive a loss of power.
     *
     * @throws CloudException {@code STORAGE}, and nothing was changed
     */
    public void commit() {
      guarded(
          () -> {
            batch.commit(true);
            return batch;
          });
    }

    /** Makes all changes without waiting for the disk; they survive the end of the process. */
    public void commitUnsynced() {
      guarded(
          () -> {
            batch.commit(false);
            return batch;
          });
    }
  }
}
