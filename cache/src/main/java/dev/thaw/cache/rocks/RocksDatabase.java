package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.RocksHandles.Counted;
import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * A durable, ordered key-value store of bytes in one directory, divided into column families, with
 * bounded memory. The only class that opens and closes RocksDB. Thread-safe.
 *
 * <p>A full disk fails the write with {@link Kind#FULL} and leaves what is stored readable. RocksDB
 * then refuses every later write, and its Java interface offers no way to resume it; so the first
 * write that finds room again closes and reopens the database behind this object.
 */
public final class RocksDatabase implements AutoCloseable {
  /** Something done with the open handles. */
  private interface Operation<T> {
    T on(RocksHandles handles) throws RocksDBException;
  }

  private static final Set<RocksDatabase> LIVE = ConcurrentHashMap.newKeySet();

  /** Of this process; looking at the lock of one of them would open it to other processes. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final Set<String> families;
  private final RocksSettings settings;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable RocksHandles handles;
  private volatile @Nullable StorageException lastFailure;
  private boolean closed;

  private RocksDatabase(Path directory, Set<String> families, RocksSettings settings) {
    this.directory = directory;
    this.families = families;
    this.settings = settings;
  }

  /**
   * Opens the database in {@code directory}, creating it and the column families that it lacks.
   *
   * @throws StorageException if the directory is in use, damaged or cannot be written
   */
  public static RocksDatabase open(Path directory, List<String> families, RocksSettings settings) {
    RocksDatabase database =
        new RocksDatabase(directory.toAbsolutePath(), Set.copyOf(families), settings);
    database.createDirectory();
    DatabaseFiles.requireWhole(database.directory);
    database.openHandles();
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
    if (OPEN.contains(path)) {
      throw new StorageException(Kind.IN_USE, path, "already open in this process", null);
    }
    DatabaseFiles.requireUnused(path);
    DatabaseFiles.requireWhole(path);
    try {
      List<String> families = RocksHandles.familiesIn(path);
      RocksDatabase database = new RocksDatabase(path, Set.copyOf(families), settings);
      database.handles = RocksHandles.openReadOnly(path, families, settings);
      return database;
    } catch (RocksDBException e) {
      throw Failures.of(path, e, 0);
    }
  }

  /** The column families that may be used. */
  public Set<String> families() {
    return families;
  }

  /**
   * Reads all files of rows and compares their checksums. Blocks.
   *
   * @throws StorageException {@link Kind#CORRUPT} if one does not match
   */
  public void verifyChecksums() {
    run(
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
    lock.readLock().lock();
    try {
      return handles == null ? 0 : handles.memoryBytes();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Where the database is. */
  public Path directory() {
    return directory;
  }

  /** The value of {@code key}; empty if there is none. */
  public Optional<byte[]> get(String family, byte[] key) {
    return run(h -> Optional.ofNullable(h.database().get(h.family(family), h.pointReads(), key)));
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
    run(
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
    run(
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
    return run(
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
    run(
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
    run(
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
    requireNoScan("scrubbed");
    run(RocksDatabase::flush);
    prefixes.forEach((family, prefix) -> run(h -> rewrite(h, family, prefix)));
    reopen();
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
      throw failure(e);
    } catch (UncheckedIOException e) {
      throw failure(e.getCause());
    }
  }

  /** Closes the database; what was committed stays. Waits for scans. Closing twice is harmless. */
  @Override
  public void close() {
    requireNoScan("closed");
    lock.writeLock().lock();
    try {
      closed = true;
      LIVE.remove(this);
      closeHandles();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireNoScan(String done) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException("a database cannot be " + done + " from within its own scan");
    }
  }

  void requireFamily(String family) {
    if (!families.contains(family)) {
      throw new IllegalArgumentException("no column family \"" + family + "\" in " + families);
    }
  }

  /**
   * Why the last write failed; empty if it did not, or if there is room again and that was all.
   * Thread-safe, does not block.
   */
  public Optional<String> trouble() {
    StorageException failed = lastFailure;
    return failed == null || reopenMayHelp(failed)
        ? Optional.empty()
        : Optional.of(String.valueOf(failed.getMessage()));
  }

  void commit(Batch batch, boolean sync) {
    try {
      run(h -> write(batch, sync, h));
      lastFailure = null;
    } catch (StorageException e) {
      lastFailure = e;
      throw e;
    }
  }

  private static boolean write(Batch batch, boolean sync, RocksHandles h) throws RocksDBException {
    try (Counted<WriteBatch> counted = RocksHandles.counted(new WriteBatch())) {
      batch.addTo(counted.get(), h);
      h.database().write(h.writes(sync), counted.get());
      return true;
    }
  }

  /** Only what found the database stopped, or was refused as a whole, is tried a second time. */
  private <T> T run(Operation<T> operation) {
    try {
      return attempt(operation);
    } catch (StorageException e) {
      if (!reopenMayHelp(e)) {
        throw e;
      }
      reopen();
      return attempt(operation);
    }
  }

  private <T> T attempt(Operation<T> operation) {
    lock.readLock().lock();
    try {
      return operation.on(current());
    } catch (RocksDBException e) {
      throw Failures.of(directory, e, roomBytes());
    } finally {
      lock.readLock().unlock();
    }
  }

  private RocksHandles current() {
    if (handles == null) {
      throw closed
          ? new StorageException(Kind.CLOSED, directory, "closed", null)
          : new StorageException(Kind.FULL, directory, "stopped when the disk was full", null);
    }
    return handles;
  }

  private boolean reopenMayHelp(StorageException e) {
    boolean refused =
        e.kind() == Kind.FULL || String.valueOf(e.getMessage()).contains("previous error");
    return refused && lock.getReadHoldCount() == 0 && usableBytes() > roomBytes();
  }

  /** Four times what reopening writes: the rows of the log as files, a new log and manifest. */
  private long roomBytes() {
    return 8 * settings.writeBufferBytes();
  }

  private long usableBytes() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void reopen() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closeHandles();
        openHandles();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void openHandles() {
    try {
      handles = RocksHandles.open(directory, families, settings);
      OPEN.add(directory);
    } catch (RocksDBException e) {
      throw Failures.of(directory, e, roomBytes());
    }
  }

  private void closeHandles() {
    if (handles != null) {
      handles.close();
      handles = null;
      OPEN.remove(directory);
    }
  }

  private void createDirectory() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw failure(e);
    }
    if (!Files.isWritable(directory)) {
      throw new StorageException(Kind.IO, directory, "cannot be written", null);
    }
  }

  private StorageException failure(@Nullable IOException e) {
    return new StorageException(Kind.IO, directory, reason(e), e);
  }

  private static String reason(@Nullable IOException e) {
    if (e instanceof NoSuchFileException) {
      return "cannot be created or read";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e);
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
