package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.RocksHandles.Counted;
import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * A durable, ordered key-value store of bytes in one directory, divided into column families, with
 * bounded memory. Thread-safe.
 *
 * <p>A full disk fails the write with {@link Kind#FULL}, a failing or read-only one with {@link
 * Kind#IO}; what is stored stays readable, and the first write that finds a disk that works again
 * succeeds, without anybody's help.
 */
public final class RocksDatabase implements AutoCloseable {
  private static final Set<RocksDatabase> LIVE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final HealingHandles handles;

  private RocksDatabase(Path directory, HealingHandles handles) {
    this.directory = directory;
    this.handles = handles;
  }

  /**
   * Opens the database in {@code directory}, creating it and the column families that it lacks.
   *
   * @throws StorageException if the directory is in use, damaged or cannot be written
   */
  public static RocksDatabase open(Path directory, List<String> families, RocksSettings settings) {
    Path path = directory.toAbsolutePath();
    RocksDatabase database =
        new RocksDatabase(path, HealingHandles.open(path, Set.copyOf(families), settings));
    LIVE.add(database);
    return database;
  }

  /**
   * Opens the database in {@code directory} to look at it, with the column families that it has;
   * changes nothing there. Whoever opens it for writing meanwhile is not kept from it.
   *
   * @throws StorageException if the directory is in use, damaged or cannot be read
   */
  public static RocksDatabase openReadOnly(Path directory, RocksSettings settings) {
    Path path = directory.toAbsolutePath();
    return new RocksDatabase(path, HealingHandles.openReadOnly(path, settings));
  }

  /** The column families that may be used. */
  public Set<String> families() {
    return handles.families();
  }

  /**
   * Reads all files of rows and compares their checksums. Blocks.
   *
   * @throws StorageException {@link Kind#CORRUPT} if one does not match
   */
  public void verifyChecksums() {
    handles.read(
        h -> {
          h.database().verifyChecksum();
          return true;
        });
  }

  /** The number of native objects of all databases that are open in this process. */
  public static int liveHandles() {
    return RocksHandles.live();
  }

  /**
   * Native memory of all databases that are open in this process, in bytes: cached blocks, rows not
   * yet flushed, and what open files take outside of the cache.
   */
  public static long liveBytes() {
    return LIVE.stream().mapToLong(RocksDatabase::memoryBytes).sum();
  }

  private long memoryBytes() {
    return handles.figure(RocksHandles::memoryBytes);
  }

  /** Where the database is. */
  public Path directory() {
    return directory;
  }

  /** The value of {@code key}; empty if there is none. */
  public Optional<byte[]> get(String family, byte[] key) {
    return handles.read(
        h -> Optional.ofNullable(h.database().get(h.family(family), h.pointReads(), key)));
  }

  /** Sets {@code key} to {@code value}, not waiting for the disk. */
  public void put(String family, byte[] key, byte[] value) {
    batch().put(family, key, value).commit(false);
  }

  /** Removes {@code key}, if it is there. */
  public void delete(String family, byte[] key) {
    batch().delete(family, key).commit(false);
  }

  /** Removes all keys in {@code [from, to)}. */
  public void deleteRange(String family, byte[] from, byte[] to) {
    batch().deleteRange(family, from, to).commit(false);
  }

  /** An empty batch of changes to this database. */
  public Batch batch() {
    return new Batch(this);
  }

  /**
   * Shows {@code visitor} all rows whose keys start with {@code prefix} (empty: all rows), as they
   * were when the scan began. Keep it short: the database cannot be closed meanwhile.
   */
  public void scan(String family, byte[] prefix, RowVisitor visitor) {
    scanRange(family, prefix, KeyOrder.successor(prefix), visitor);
  }

  /** As {@link #scan}, for all keys in {@code [from, to)}; a null {@code to} means to the end. */
  public void scanRange(String family, byte[] from, byte @Nullable [] to, RowVisitor visitor) {
    handles.read(
        h -> {
          try (Counted<RocksIterator> counted = iterator(h, family)) {
            RocksIterator rows = counted.get();
            rows.seek(from);
            while (rows.isValid() && KeyOrder.isBefore(rows.key(), to)) {
              if (!visitor.visit(rows.key(), rows.value())) {
                return true;
              }
              rows.next();
            }
            rows.status();
            return true;
          }
        });
  }

  /** As {@link #scan} of all rows, from the last to the first. */
  public void scanBackwards(String family, RowVisitor visitor) {
    handles.read(
        h -> {
          try (Counted<RocksIterator> counted = iterator(h, family)) {
            RocksIterator rows = counted.get();
            rows.seekToLast();
            while (rows.isValid() && visitor.visit(rows.key(), rows.value())) {
              rows.prev();
            }
            rows.status();
            return true;
          }
        });
  }

  /** The last key that starts with {@code prefix}; empty if there is none. */
  public Optional<byte[]> lastKey(String family, byte[] prefix) {
    return handles.read(
        h -> {
          try (Counted<RocksIterator> counted = iterator(h, family)) {
            RocksIterator rows = counted.get();
            seekLast(rows, KeyOrder.successor(prefix));
            rows.status();
            return rows.isValid() && startsWith(rows.key(), prefix)
                ? Optional.of(rows.key())
                : Optional.<byte[]>empty();
          }
        });
  }

  /** Waits until the disk has everything committed so far. */
  public void sync() {
    handles.write(
        h -> {
          h.database().syncWal();
          return true;
        });
  }

  /**
   * Gives the disk space of deleted rows with keys in {@code [from, to)} back to the file system.
   * Blocks while it rewrites what is left there; needs room for that.
   */
  public void reclaim(String family, byte[] from, byte[] to) {
    handles.write(
        h -> {
          ColumnFamilyHandle handle = h.family(family);
          h.database().deleteFilesInRanges(handle, List.of(from, to), false);
          h.database().compactRange(handle, from, to, h.compaction());
          return true;
        });
  }

  /**
   * Rewrites files until none in the directory has a row that was deleted before the call: neither
   * tables nor logs nor the manifest, which names keys. Blocks, for long if the rows left are many;
   * at the end everything else waits while the database is closed and opened again.
   *
   * @param prefixes the families that rows were deleted from, each with what the keys of those rows
   *     begin with; empty for all
   * @throws IllegalStateException from within a scan
   */
  public void scrub(Map<String, byte[]> prefixes) {
    handles.requireNoScan("scrubbed");
    handles.write(RocksDatabase::flush);
    prefixes.forEach((family, prefix) -> handles.write(h -> rewrite(h, family, prefix)));
    handles.reopen();
  }

  private static boolean flush(RocksHandles handles) throws RocksDBException {
    try (Counted<FlushOptions> counted = RocksHandles.counted(new FlushOptions())) {
      handles.database().flush(counted.get(), handles.allFamilies());
      return true;
    }
  }

  private static boolean rewrite(RocksHandles handles, String family, byte[] prefix)
      throws RocksDBException {
    byte @Nullable [] from = prefix.length == 0 ? null : prefix;
    byte @Nullable [] to = KeyOrder.successor(prefix);
    handles.database().compactRange(handles.family(family), from, to, handles.compaction());
    return true;
  }

  /** Bytes of all files in the directory. */
  public long diskBytes() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(RocksDatabase::sizeOf).sum();
    } catch (IOException e) {
      throw Disk.failure(directory, e);
    } catch (UncheckedIOException e) {
      throw Disk.failure(directory, e.getCause());
    }
  }

  /** Closes the database; what was committed stays. Waits for scans. Closing twice is harmless. */
  @Override
  public void close() {
    handles.requireNoScan("closed");
    LIVE.remove(this);
    handles.close();
  }

  void requireFamily(String family) {
    if (!families().contains(family)) {
      throw new IllegalArgumentException("no column family \"" + family + "\" in " + families());
    }
  }

  /**
   * Why the last write failed; empty if it did not, or if the next one may succeed. If it did, a
   * small file is written now and then to find out, and the call blocks for that. Thread-safe.
   */
  public Optional<String> trouble() {
    return handles.trouble();
  }

  /**
   * Does nothing, or fails as the last write did if there is {@link #trouble()}.
   *
   * @throws StorageException that of the last write
   */
  public void requireWritable() {
    handles.requireWritable();
  }

  void commit(Batch batch, boolean sync) {
    handles.write(h -> write(batch, sync, h));
    handles.worked();
  }

  private static boolean write(Batch batch, boolean sync, RocksHandles h) throws RocksDBException {
    try (Counted<WriteBatch> counted = RocksHandles.counted(new WriteBatch())) {
      batch.addTo(counted.get(), h);
      h.database().write(h.writes(sync), counted.get());
      return true;
    }
  }

  private static Counted<RocksIterator> iterator(RocksHandles handles, String family) {
    return RocksHandles.counted(
        handles.database().newIterator(handles.family(family), handles.scans()));
  }

  private static void seekLast(RocksIterator rows, byte @Nullable [] end) {
    if (end == null) {
      rows.seekToLast();
      return;
    }
    rows.seekForPrev(end);
    if (rows.isValid() && !KeyOrder.isBefore(rows.key(), end)) {
      rows.prev();
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0; // compacted away meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
