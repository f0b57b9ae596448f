package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a database that nobody has open. Stateless. */
final class DatabaseFiles {
  /** Names the manifest; a database without it would begin anew. */
  static final String CURRENT = "CURRENT";

  private DatabaseFiles() {}

  /**
   * Refuses a database whose logs have rows that were committed and cannot be read any more.
   *
   * @throws StorageException {@link Kind#CORRUPT}, naming the file
   */
  static void requireWhole(Path directory) {
    List<Path> files = in(directory);
    if (!Files.exists(directory.resolve(CURRENT))
        && files.stream().anyMatch(DatabaseFiles::isRows)) {
      throw new StorageException(
          Kind.CORRUPT, directory, Failures.damaged("file " + CURRENT + " is missing"), null);
    }
    for (Path file : files.stream().filter(DatabaseFiles::isLog).toList()) {
      read(directory, file).damagedAt().ifPresent(at -> refuse(directory, file, at));
    }
  }

  /** All files, by name. */
  static List<Path> in(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw unreadable(directory, directory, e);
    }
  }

  /** A log of rows, or the log of which files the database is made of. */
  static boolean isLog(Path file) {
    return file.getFileName().toString().matches("\\d+\\.log|MANIFEST-\\d+");
  }

  private static boolean isRows(Path file) {
    return file.toString().endsWith(".sst");
  }

  static LogFile read(Path directory, Path file) {
    try {
      return new LogFile(Files.readAllBytes(file));
    } catch (IOException e) {
      throw unreadable(directory, file, e);
    }
  }

  private static void refuse(Path directory, Path file, long at) {
    throw new StorageException(
        Kind.CORRUPT,
        directory,
        Failures.damaged("file " + file.getFileName() + " at byte " + at),
        null);
  }

  private static StorageException unreadable(Path directory, Path file, IOException e) {
    String detail = "file " + file.getFileName() + " cannot be read: " + e.getMessage();
    return new StorageException(Kind.IO, directory, detail, e);
  }
}
