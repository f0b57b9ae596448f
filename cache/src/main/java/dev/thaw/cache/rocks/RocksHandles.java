package dev.thaw.cache.rocks;

import dev.thaw.cache.faults.CrashPoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.MemoryUsageType;
import org.rocksdb.MemoryUtil;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * All native objects of one open database, closed last opened first, also when a later step of
 * opening fails. Confined to {@link RocksDatabase}, which guards it.
 */
final class RocksHandles implements AutoCloseable {
  private static final AtomicInteger LIVE = new AtomicInteger();
  private static final long LOG_FILE_BYTES = 256 << 10;
  private static final double BLOOM_BITS_PER_KEY = 10;
  private static final long BLOCK_BYTES = 4 << 10;
  private static final long SOON_FULL_BYTES = 64 << 10;

  /** Rows not yet flushed are charged to the cache, and would count twice by themselves. */
  private static final Set<MemoryUsageType> COUNTED_MEMORY =
      Set.of(MemoryUsageType.kCacheTotal, MemoryUsageType.kTableReadersTotal);

  private final Deque<AutoCloseable> stack = new ArrayDeque<>();
  private final Map<String, ColumnFamilyHandle> families = new HashMap<>();
  private final boolean readOnly;
  private RocksDB database;
  private LRUCache blocks;
  private ReadOptions pointReads;
  private ReadOptions scans;
  private WriteOptions plainWrites;
  private WriteOptions syncedWrites;
  private CompactRangeOptions compaction;

  @SuppressWarnings("NullAway.Init") // assigned by open(), or the constructor throws
  private RocksHandles(Path directory, List<String> names, RocksSettings settings, boolean readOnly)
      throws RocksDBException {
    this.readOnly = readOnly;
    try {
      open(directory, names, settings);
    } catch (RocksDBException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Opens or creates the database in {@code directory}, with at least the named families. */
  static RocksHandles open(Path directory, Iterable<String> names, RocksSettings settings)
      throws RocksDBException {
    NativeLibrary.load();
    Unfinished unfinished = Unfinished.in(directory);
    RocksHandles handles =
        new RocksHandles(directory, allFamilies(directory, names), settings, false);
    unfinished.remove();
    return handles;
  }

  /** Opens the named families, all that there are, and writes nothing. */
  static RocksHandles openReadOnly(Path directory, List<String> names, RocksSettings settings)
      throws RocksDBException {
    return new RocksHandles(directory, names, settings, true);
  }

  /** The column families of the database in {@code directory}. */
  static List<String> familiesIn(Path directory) throws RocksDBException {
    NativeLibrary.load();
    return allFamilies(directory, List.of());
  }

  /** The number of native objects that are open in this process. */
  static int live() {
    return LIVE.get();
  }

  /** Counts a short-lived native object; close what is returned. */
  static <T extends AutoCloseable> Counted<T> counted(T handle) {
    return new Counted<>(handle);
  }

  RocksDB database() {
    return database;
  }

  ColumnFamilyHandle family(String name) {
    ColumnFamilyHandle handle = families.get(name);
    if (handle == null) {
      throw new IllegalArgumentException("no column family \"" + name + '"');
    }
    return handle;
  }

  List<ColumnFamilyHandle> allFamilies() {
    return List.copyOf(families.values());
  }

  ReadOptions pointReads() {
    return pointReads;
  }

  ReadOptions scans() {
    return scans;
  }

  WriteOptions writes(boolean sync) {
    return sync ? syncedWrites : plainWrites;
  }

  CompactRangeOptions compaction() {
    return compaction;
  }

  /** See {@link RocksDatabase#liveBytes()}. */
  long memoryBytes() {
    return MemoryUtil.getApproximateMemoryUsageByType(List.of(database), Set.of(blocks))
        .entrySet()
        .stream()
        .filter(usage -> COUNTED_MEMORY.contains(usage.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Override
  public void close() {
    while (!stack.isEmpty()) {
      closeQuietly(stack.pop());
      LIVE.decrementAndGet();
    }
  }

  private void open(Path directory, List<String> names, RocksSettings settings)
      throws RocksDBException {
    LRUCache cache = keep(new LRUCache(settings.cacheBytes()));
    blocks = cache;
    WriteBufferManager buffers =
        keep(new WriteBufferManager(settings.cacheBytes() / 2, cache, false));
    ColumnFamilyOptions familyOptions = keep(familyOptions(settings, cache));
    DBOptions options = keep(databaseOptions(settings, buffers));
    if (CrashPoint.IN_COMPACTION.isArmed()) {
      options.setListeners(List.of(keep(new CompactionCrash())));
      familyOptions.setWriteBufferSize(SOON_FULL_BYTES); // else it takes minutes to get there
    }
    pointReads = keep(new ReadOptions());
    scans = keep(new ReadOptions().setFillCache(false));
    plainWrites = keep(new WriteOptions());
    syncedWrites = keep(new WriteOptions().setSync(true));
    compaction =
        keep(
            new CompactRangeOptions()
                .setBottommostLevelCompaction(
                    CompactRangeOptions.BottommostLevelCompaction.kForceOptimized));
    openDatabase(directory, names, familyOptions, options);
  }

  private void openDatabase(
      Path directory, List<String> names, ColumnFamilyOptions familyOptions, DBOptions options)
      throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors =
        names.stream().map(name -> new ColumnFamilyDescriptor(bytes(name), familyOptions)).toList();
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    database =
        keep(
            readOnly
                ? RocksDB.openReadOnly(options, directory.toString(), descriptors, opened)
                : RocksDB.open(options, directory.toString(), descriptors, opened));
    for (int i = 0; i < opened.size(); i++) {
      families.put(names.get(i), keep(opened.get(i)));
    }
  }

  private ColumnFamilyOptions familyOptions(RocksSettings settings, LRUCache cache) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setCacheIndexAndFilterBlocks(true)
            .setFilterPolicy(keep(new BloomFilter(BLOOM_BITS_PER_KEY)));
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setWriteBufferSize(settings.writeBufferBytes())
        .setMaxWriteBufferNumber(2)
        .setTargetFileSizeBase(settings.writeBufferBytes())
        .setLevel0SlowdownWritesTrigger(8)
        .setLevel0StopWritesTrigger(16)
        .setMaxBytesForLevelBase(4 * settings.writeBufferBytes());
  }

  private static DBOptions databaseOptions(RocksSettings settings, WriteBufferManager buffers) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setWriteBufferManager(buffers)
        .setMaxOpenFiles(settings.maxOpenFiles())
        .setMaxBackgroundJobs(2)
        .setMaxTotalWalSize(2 * settings.writeBufferBytes())
        .setManifestPreallocationSize(64 << 10)
        .setMaxManifestFileSize(1 << 20)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(LOG_FILE_BYTES)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private static List<String> allFamilies(Path directory, Iterable<String> names)
      throws RocksDBException {
    Set<String> all = new LinkedHashSet<>();
    all.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8));
    if (Files.exists(directory.resolve("CURRENT"))) {
      try (Options options = new Options()) {
        for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
          all.add(new String(name, StandardCharsets.UTF_8));
        }
      }
    }
    names.forEach(all::add);
    return List.copyOf(all);
  }

  private <T extends AutoCloseable> T keep(T handle) {
    stack.push(handle);
    LIVE.incrementAndGet();
    return handle;
  }

  private static void closeQuietly(AutoCloseable handle) {
    try {
      handle.close();
    } catch (Exception e) {
      throw new IllegalStateException("RocksDB handles do not throw when closed", e);
    }
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** A native object that is counted while it is open. */
  static final class Counted<T extends AutoCloseable> implements AutoCloseable {
    private final T handle;

    private Counted(T handle) {
      this.handle = handle;
      LIVE.incrementAndGet();
    }

    T get() {
      return handle;
    }

    @Override
    public void close() {
      closeQuietly(handle);
      LIVE.decrementAndGet();
    }
  }
}
