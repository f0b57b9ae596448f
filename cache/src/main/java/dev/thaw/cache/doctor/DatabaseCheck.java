package dev.thaw.cache.doctor;

import dev.thaw.cache.doctor.Finding.Kind;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cache.rocks.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Reads every file and every row of a database. Used once; not thread-safe. */
public final class DatabaseCheck {
  private static final int MOST_ROWS = 5;

  private final Map<String, BiPredicate<byte[], byte[]>> checks;
  private final Set<String> rebuildable;
  private final Map<String, Long> rows = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param checks whether a key and its value are as they were written, by column family
   * @param rebuildable the families that may be dropped
   */
  public DatabaseCheck(Map<String, BiPredicate<byte[], byte[]>> checks, Set<String> rebuildable) {
    this.checks = checks;
    this.rebuildable = rebuildable;
  }

  /**
   * Checks the database in {@code directory}. Blocks for as long as reading all of it takes.
   *
   * @param more looks at how rows belong together, once each of them is as it was written
   * @throws StorageException if the database is in use
   */
  public DatabaseReport check(Path directory, Function<RocksDatabase, List<Finding>> more) {
    try (RocksDatabase database = RocksDatabase.openReadOnly(directory, RocksSettings.LARGE)) {
      new TreeSet<>(database.families()).forEach(family -> read(database, family));
      if (findings.isEmpty()) {
        database.verifyChecksums();
        findings.addAll(more.apply(database));
      }
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.CORRUPT) {
        throw e;
      }
      findings.add(new Finding(Kind.LOST, directory.toString(), detail(e)));
    }
    return new DatabaseReport(rows, findings);
  }

  private void read(RocksDatabase database, String family) {
    BiPredicate<byte[], byte[]> isWhole = checks.getOrDefault(family, (key, value) -> true);
    long[] count = {0, 0};
    try {
      database.scan(
          family,
          new byte[0],
          (key, value) -> {
            count[0]++;
            if (!isWhole.test(key, value) && count[1]++ < MOST_ROWS) {
              add(family, "row " + name(key) + " is damaged");
            }
            return true;
          });
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.CORRUPT) {
        throw e;
      }
      add(family, "cannot be read after " + count[0] + " rows: " + detail(e));
    }
    if (count[1] > MOST_ROWS) {
      add(family, (count[1] - MOST_ROWS) + " more rows are damaged");
    }
    rows.put(family, count[0] - count[1]);
  }

  private void add(String family, String what) {
    Kind kind = rebuildable.contains(family) ? Kind.REBUILDABLE : Kind.LOST;
    findings.add(new Finding(kind, family, what));
  }

  /** The message without the directory and the advice to do what is being done. */
  private static String detail(StorageException e) {
    String text = String.valueOf(e.getMessage());
    int from = text.indexOf(": ") + 2;
    int to = text.lastIndexOf(": thaw doctor");
    return text.substring(Math.min(from, text.length()), to < from ? text.length() : to);
  }

  /** The texts of a key, as far as it has any; names of samples are told in full. */
  private static String name(byte[] key) {
    StringBuilder name = new StringBuilder();
    int from = 0;
    for (int i = 0; i < key.length && isText(key, from, i); i++) {
      if (key[i] == 0) {
        name.append(new String(key, from, i - from, java.nio.charset.StandardCharsets.UTF_8));
        name.append('/');
        from = i + 1;
      }
    }
    return name + HexFormat.of().formatHex(key, from, key.length);
  }

  private static boolean isText(byte[] key, int from, int at) {
    return key[at] == 0 ? at > from : key[at] >= ' ';
  }
}
