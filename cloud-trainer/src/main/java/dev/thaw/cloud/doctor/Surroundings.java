package dev.thaw.cloud.doctor;

import dev.thaw.cache.doctor.Finding;
import dev.thaw.cache.doctor.Finding.Kind;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files beside the rows: unfinished ones, the key, the room on the disk. Stateless. */
final class Surroundings {
  private static final long LEAST_FREE_BYTES = 64L << 20;
  private static final String LEFTOVER = ".+\\.(new|dbtmp)|unpacking.+\\.tmp";

  private Surroundings() {}

  static List<Finding> look(DataDirectory directory) {
    List<Finding> findings = new ArrayList<>();
    for (Path file : leftovers(directory)) {
      findings.add(
          new Finding(Kind.UNTIDY, file.toString(), "was left unfinished by a process that died"));
    }
    if (directory.isCloud() && Files.exists(directory.key()) && isOpen(directory.key())) {
      findings.add(new Finding(Kind.UNTIDY, directory.key().toString(), "others may read it"));
    }
    long free = freeBytes(directory.database());
    if (free < LEAST_FREE_BYTES) {
      findings.add(
          new Finding(
              Kind.UNTIDY,
              directory.database().toString(),
              "its disk has only " + (free >> 20) + " MiB left: make room"));
    }
    return findings;
  }

  /** Deletes what was left unfinished, and keeps the key from others; says what it did. */
  static List<String> tidy(DataDirectory directory) {
    List<String> done = new ArrayList<>();
    for (Path file : leftovers(directory)) {
      delete(file);
      done.add("deleted " + file);
    }
    if (directory.isCloud() && Files.exists(directory.key()) && isOpen(directory.key())) {
      var unused = SigningKey.open(directory.key());
      done.add("only the owner may read " + directory.key() + " now");
    }
    return done;
  }

  private static boolean isOpen(Path key) {
    return !SigningKey.isPrivate(key);
  }

  private static List<Path> leftovers(DataDirectory directory) {
    TreeSet<Path> found = new TreeSet<>();
    for (Path each : List.of(directory.home(), directory.database())) {
      try (Stream<Path> files = Files.list(each)) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> file.getFileName().toString().matches(LEFTOVER))
            .forEach(found::add);
      } catch (IOException e) {
        throw failure(each, e);
      }
    }
    return List.copyOf(found);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static long freeBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw failure(directory, e);
    }
  }

  private static CloudException failure(Path path, IOException e) {
    return new CloudException(ErrorCode.STORAGE, path + ": " + e.getMessage(), e);
  }
}
