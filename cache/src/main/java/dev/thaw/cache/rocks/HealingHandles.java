package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handles of one database, and how they are opened anew when a disk that failed works again:
 * after a failed write RocksDB refuses every later one, and its Java interface offers no way to
 * resume. Thread-safe.
 *
 * <p>While the disk fails the handles stay open, so that what is stored can be read. The first
 * write that finds room, and a disk that takes a small file, closes and opens them. Before that the
 * logs are checked, and what was refused is cut off their end: a log may hold a whole batch though
 * bringing it to the disk failed, and whoever was refused may have written something else by then.
 */
final class HealingHandles implements AutoCloseable {
  /** Something done with the open handles. */
  interface Operation<T> {
    T on(RocksHandles handles) throws RocksDBException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(HealingHandles.class);

  /** Of this process; looking at the lock of one of them would open it to other processes. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final Set<String> families;
  private final RocksSettings settings;
  private final Disk disk;
  private final Retries retries = new Retries(System::nanoTime);
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final AtomicInteger openings = new AtomicInteger();
  private @Nullable RocksHandles handles;
  private StorageException stopped;
  private volatile @Nullable StorageException lastFailure;
  private long lastSequence;

  private HealingHandles(Path directory, Set<String> families, RocksSettings settings) {
    this.directory = directory;
    this.families = families;
    this.settings = settings;
    this.disk = new Disk(directory);
    this.stopped = closed();
  }

  /** Opens or creates the database in {@code directory}, after a look at its logs. */
  static HealingHandles open(Path directory, Set<String> families, RocksSettings settings) {
    HealingHandles opened = new HealingHandles(directory, families, settings);
    opened.disk.createDirectory();
    DatabaseFiles.requireWhole(directory);
    opened.openHandles();
    return opened;
  }

  /** Opens all families of a database that nobody has open, and writes nothing. */
  static HealingHandles openReadOnly(Path directory, RocksSettings settings) {
    if (OPEN.contains(directory)) {
      throw new StorageException(Kind.IN_USE, directory, "already open in this process", null);
    }
    DatabaseFiles.requireUnused(directory);
    DatabaseFiles.requireWhole(directory);
    try {
      List<String> families = RocksHandles.familiesIn(directory);
      HealingHandles opened = new HealingHandles(directory, Set.copyOf(families), settings);
      opened.handles = RocksHandles.openReadOnly(directory, families, settings);
      return opened;
    } catch (RocksDBException e) {
      throw Failures.of(directory, e, 0);
    }
  }

  Set<String> families() {
    return families;
  }

  /** Reads. */
  <T> T read(Operation<T> operation) {
    return run(operation, false);
  }

  /** Writes; what is refused is not stored, then or later. */
  <T> T write(Operation<T> operation) {
    try {
      return run(operation, true);
    } catch (StorageException e) {
      lastFailure = e;
      throw e;
    }
  }

  /** The last write shows that the disk works. */
  void worked() {
    lastFailure = null;
    retries.succeeded();
  }

  /** A figure of the open handles; 0 if there are none. */
  long figure(ToLongFunction<RocksHandles> figure) {
    lock.readLock().lock();
    try {
      return handles == null ? 0 : figure.applyAsLong(handles);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Why the last write failed; empty if it did not, or if the next one may succeed. Writes a small
   * file now and then if it did, and blocks for that.
   */
  Optional<String> trouble() {
    return failure().map(failed -> String.valueOf(failed.getMessage()));
  }

  /** See {@link RocksDatabase#requireWritable()}. */
  void requireWritable() {
    failure()
        .ifPresent(
            failed -> {
              throw failed;
            });
  }

  private Optional<StorageException> failure() {
    StorageException failed = lastFailure;
    return failed == null || mayHeal(failed, true) ? Optional.empty() : Optional.of(failed);
  }

  /** Closes and opens the handles; everything else waits. */
  void reopen() {
    lock.writeLock().lock();
    try {
      if (handles != null) {
        replaceHandles();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * For what must not be done while the same thread is in a scan.
   *
   * @param done what it is, as in "cannot be done"
   */
  void requireNoScan(String done) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException("a database cannot be " + done + " from within its own scan");
    }
  }

  /** Waits for whoever reads or writes; closing twice is harmless. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closeHandles();
      stopped = closed();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private <T> T run(Operation<T> operation, boolean writes) {
    int tried = openings.get();
    try {
      return attempt(operation);
    } catch (StorageException e) {
      if (!mayHeal(e, writes)) {
        throw e;
      }
      heal(tried);
    }
    try {
      return attempt(operation);
    } catch (StorageException e) {
      retries.failed();
      throw e;
    }
  }

  private <T> T attempt(Operation<T> operation) {
    lock.readLock().lock();
    try {
      if (handles == null) {
        throw stopped;
      }
      return operation.on(handles);
    } catch (RocksDBException e) {
      throw Failures.of(directory, e, roomBytes());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A failed read stops nothing: the next one may succeed without more ado. */
  private boolean mayHeal(StorageException e, boolean writes) {
    boolean stops = e.kind() == Kind.FULL || (e.kind() == Kind.IO && (writes || isStopped()));
    return stops
        && lock.getReadHoldCount() == 0
        && disk.usableBytes() > roomBytes()
        && retries.areDue()
        && takesWrites();
  }

  private boolean isStopped() {
    return figure(open -> 1) == 0;
  }

  private boolean takesWrites() {
    boolean works = disk.takesWrites();
    if (!works) {
      retries.failed();
    }
    return works;
  }

  /**
   * @param tried the opening that failed: if there was another one since, somebody else healed it
   */
  private void heal(int tried) {
    lock.writeLock().lock();
    try {
      if (openings.get() == tried && (handles != null || stopped.kind() != Kind.CLOSED)) {
        replaceHandles();
        LOG.warn("the disk works again, database opened anew directory={}", directory);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void replaceHandles() {
    if (handles != null) {
      lastSequence = handles.database().getLatestSequenceNumber();
      closeHandles();
    }
    try {
      DatabaseFiles.requireWhole(directory);
      DatabaseFiles.cutRefused(directory, lastSequence);
      openHandles();
    } catch (StorageException e) {
      stopped = e;
      retries.failed();
      throw e;
    }
  }

  private void openHandles() {
    try {
      handles = RocksHandles.open(directory, families, settings);
      OPEN.add(directory);
      openings.incrementAndGet();
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

  /** Four times what reopening writes: the rows of the log as files, a new log and manifest. */
  private long roomBytes() {
    return 8 * settings.writeBufferBytes();
  }

  private StorageException closed() {
    return new StorageException(Kind.CLOSED, directory, "closed", null);
  }
}
