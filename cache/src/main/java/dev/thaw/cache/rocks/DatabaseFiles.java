package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a database that nobody has open. Stateless. */
final class DatabaseFiles {
  /** Names the manifest; a database without it would begin anew. */
  static final String CURRENT = "CURRENT";

  private static final String MANIFEST = "MANIFEST-";

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

  /**
   * Refuses a database that another process has open. Not to be asked of one that this process has
   * open: it would lose its lock.
   */
  static void requireUnused(Path directory) {
    Path file = directory.resolve("LOCK");
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new StorageException(Kind.IN_USE, directory, Failures.IN_USE, null);
      }
    } catch (IOException e) {
      throw unreadable(directory, file, e);
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
    return failed(directory, file, "read", e);
  }

  private static StorageException unwritable(Path directory, Path file, IOException e) {
    return failed(directory, file, "written", e);
  }

  private static StorageException failed(Path directory, Path file, String done, IOException e) {
    String detail = "file " + file.getFileName() + " cannot be " + done + ": " + e.getMessage();
    return new StorageException(Kind.IO, directory, detail, e);
  }

  /**
   * Cuts what is damaged, and all that follows it, off the logs of rows; the files as they were go
   * to {@code aside}.
   *
   * @return the names of the files that were cut
   */
  static List<String> cutDamagedLogs(Path directory, Path aside) throws IOException {
    List<String> cut = new ArrayList<>();
    for (Path file : logsOfRows(directory)) {
      Optional<Long> damaged = read(directory, file).damagedAt();
      if (damaged.isPresent()) {
        Files.createDirectories(aside);
        Files.copy(file, aside.resolve(file.getFileName()));
        truncate(file, damaged.get());
        cut.add(file.getFileName().toString());
      }
    }
    return cut;
  }

  /** Cuts off batches, at the end of undamaged logs of rows, that are later than {@code last}. */
  static void cutRefused(Path directory, long last) {
    for (Path file : logsOfRows(directory)) {
      read(directory, file)
          .beginsAfter(last)
          .ifPresent(
              at -> {
                try {
                  truncate(file, at);
                } catch (IOException e) {
                  throw unwritable(directory, file, e);
                }
              });
    }
  }

  private static List<Path> logsOfRows(Path directory) {
    return in(directory).stream().filter(file -> file.toString().endsWith(".log")).toList();
  }

  private static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  /**
   * Lets {@code CURRENT} name the newest manifest, if that is whole; what it was goes to {@code
   * aside}.
   *
   * @return whether it was not so before
   */
  static boolean restoreCurrent(Path directory, Path aside) throws IOException {
    Optional<Path> newest =
        in(directory).stream()
            .filter(file -> file.getFileName().toString().startsWith(MANIFEST))
            .max(Comparator.comparingLong(DatabaseFiles::number));
    Path current = directory.resolve(CURRENT);
    if (newest.isEmpty() || read(directory, newest.get()).damagedAt().isPresent()) {
      return false;
    }
    byte[] wanted = (newest.get().getFileName() + "\n").getBytes(StandardCharsets.US_ASCII);
    if (Files.exists(current) && Arrays.equals(Files.readAllBytes(current), wanted)) {
      return false;
    }
    if (Files.exists(current)) {
      Files.createDirectories(aside);
      Files.move(current, aside.resolve(CURRENT));
    }
    Files.write(current, wanted, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
    return true;
  }

  private static long number(Path manifest) {
    return Long.parseLong(manifest.getFileName().toString().substring(MANIFEST.length()));
  }
}
