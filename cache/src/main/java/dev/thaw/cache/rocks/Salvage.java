package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged database usable again with what can still be read. Never deletes: every file as
 * it was goes to a directory that the caller names. Stateless; nobody may have the database open.
 */
public final class Salvage {
  /** Where in the directory of what was replaced the old database is. */
  public static final String OLD = "database";

  private static final long BATCH_BYTES = 1 << 20;
  private static final String FRESH = "salvaged";

  private Salvage() {}

  /**
   * Lets the database find its list of files again, which costs nothing.
   *
   * @return whether that was needed
   */
  public static boolean restoreCurrent(Path directory, Path aside) {
    return guarded(directory, () -> DatabaseFiles.restoreCurrent(directory, aside));
  }

  /**
   * Cuts damaged logs off where the damage begins: what was committed after that is lost.
   *
   * @return the names of the files that were cut
   */
  public static List<String> cutLogs(Path directory, Path aside) {
    return guarded(directory, () -> DatabaseFiles.cutDamagedLogs(directory, aside));
  }

  /**
   * Copies the rows that can be read, from both ends of each column family towards the damage, into
   * a new database that takes the place of this one; rows between are lost. Needs room for both.
   *
   * @param isWhole whether a family's key and value are to be copied
   * @return how many rows it kept of each family
   */
  public static Map<String, Long> copyRows(
      Path directory,
      Path aside,
      RocksSettings settings,
      Map<String, BiPredicate<byte[], byte[]>> isWhole) {
    Path fresh = aside.resolve(FRESH);
    Map<String, Long> kept = new TreeMap<>();
    try (RocksDatabase from = RocksDatabase.openReadOnly(directory, settings);
        RocksDatabase to = RocksDatabase.open(fresh, List.copyOf(from.families()), settings)) {
      from.families()
          .forEach(
              family ->
                  kept.put(
                      family,
                      copy(from, to, family, isWhole.getOrDefault(family, (k, v) -> true))));
      to.sync();
    }
    guarded(directory, () -> exchange(directory, fresh, aside));
    return kept;
  }

  private static long copy(
      RocksDatabase from, RocksDatabase to, String family, BiPredicate<byte[], byte[]> isWhole) {
    AtomicLong kept = new AtomicLong();
    Copier forwards = new Copier(to, family, isWhole, kept);
    Optional<StorageException> damage = attempt(() -> from.scan(family, new byte[0], forwards));
    forwards.flush();
    if (damage.isPresent()) {
      Copier backwards = new Copier(to, family, isWhole, kept);
      var unused = attempt(() -> from.scanBackwards(family, backwards));
      backwards.flush();
    }
    return kept.get();
  }

  private static Optional<StorageException> attempt(Runnable scan) {
    try {
      scan.run();
      return Optional.empty();
    } catch (StorageException e) {
      if (e.kind() != Kind.CORRUPT) {
        throw e;
      }
      return Optional.of(e);
    }
  }

  private static boolean exchange(Path directory, Path fresh, Path aside) throws IOException {
    Set<Path> old = new HashSet<>(DatabaseFiles.in(directory));
    Path kept = Files.createDirectories(aside.resolve(OLD));
    for (Path file : old) {
      Files.move(file, kept.resolve(file.getFileName()));
    }
    for (Path file : DatabaseFiles.in(fresh)) {
      Files.move(file, directory.resolve(file.getFileName()));
    }
    Files.delete(fresh);
    return true;
  }

  /** Something that reads and moves files. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T guarded(Path directory, Work<T> work) {
    DatabaseFiles.requireUnused(directory);
    try {
      return work.run();
    } catch (IOException e) {
      throw new StorageException(Kind.IO, directory, "cannot be repaired: " + e.getMessage(), e);
    }
  }

  /** Puts rows into another database, some at a time. */
  private static final class Copier implements RowVisitor {
    private final RocksDatabase to;
    private final String family;
    private final BiPredicate<byte[], byte[]> isWhole;
    private final AtomicLong kept;
    private @Nullable Batch batch;

    Copier(RocksDatabase to, String family, BiPredicate<byte[], byte[]> isWhole, AtomicLong kept) {
      this.to = to;
      this.family = family;
      this.isWhole = isWhole;
      this.kept = kept;
    }

    @Override
    public boolean visit(byte[] key, byte[] value) {
      if (!isWhole.test(key, value)) {
        return true;
      }
      Batch open = batch == null ? to.batch() : batch;
      batch = open.put(family, key, value);
      kept.incrementAndGet();
      if (open.byteSize() > BATCH_BYTES) {
        flush();
      }
      return true;
    }

    void flush() {
      if (batch != null) {
        batch.commit(false);
        batch = null;
      }
    }
  }
}
