package dev.thaw.cache.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary files of a process that was killed while it opened a database. RocksDB writes new ones
 * under other names and lets the old ones lie. Immutable.
 */
record Unfinished(List<Path> files) {
  private static final Logger LOG = LoggerFactory.getLogger(Unfinished.class);

  /** Those in {@code directory} at this moment, which may be another process's still. */
  static Unfinished in(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return new Unfinished(all.filter(file -> file.toString().endsWith(".dbtmp")).toList());
    } catch (IOException e) {
      return new Unfinished(List.of()); // opening the database says what is wrong
    }
  }

  /** Removes them, now that the database is open and no other process can have it. */
  void remove() {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("temporary file stays: {}", e.getMessage());
      }
    }
  }
}
