package dev.thaw.cloud.doctor;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A database in a data directory: a cloud's is below it, in {@code db}, beside its key; a device's
 * is the directory itself. Immutable.
 *
 * @param database where the database is
 * @param isCloud whose it is
 */
record DataDirectory(Path database, boolean isCloud) {
  static final String ASIDE = "damaged-";
  private static final String KEY = "signing.key";
  private static final String CLOUD_DATABASE = "db";
  private static final int DEPTH = 4;

  /**
   * All that are in {@code directory} or below it: the demo keeps a cloud and its devices together.
   *
   * @throws CloudException {@code NOT_FOUND} if there is none
   */
  static List<DataDirectory> in(Path directory) {
    List<DataDirectory> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory.toAbsolutePath().normalize(), DEPTH)) {
      all.filter(Files::isDirectory)
          .filter(path -> isDatabase(path) && !isAside(directory, path))
          .sorted()
          .forEach(path -> found.add(new DataDirectory(path, isCloud(path))));
    } catch (IOException e) {
      throw new CloudException(ErrorCode.STORAGE, directory + " cannot be read", e);
    }
    if (found.isEmpty()) {
      throw new CloudException(
          ErrorCode.NOT_FOUND, "no data directory of a cloud or a device: " + directory);
    }
    return found;
  }

  /** Where what is the operator's lies: the key, and what repairs put aside. */
  Path home() {
    Path parent = database.getParent();
    return isCloud && parent != null ? parent : database;
  }

  Path key() {
    return home().resolve(KEY);
  }

  private static boolean isAside(Path root, Path path) {
    Path below = root.toAbsolutePath().normalize().relativize(path);
    for (Path name : below) {
      if (name.toString().startsWith(ASIDE)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCloud(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().equals(CLOUD_DATABASE);
  }

  /** Any file that every database of RocksDB has: each of them may be the one that is lost. */
  private static boolean isDatabase(Path path) {
    try (Stream<Path> files = Files.list(path)) {
      return files.anyMatch(
          file -> file.getFileName().toString().matches("CURRENT|IDENTITY|MANIFEST-\\d+"));
    } catch (IOException e) {
      return false;
    }
  }
}
