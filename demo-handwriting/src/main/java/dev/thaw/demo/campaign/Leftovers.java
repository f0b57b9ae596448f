package dev.thaw.demo.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that only exist while something is written. Stateless. */
final class Leftovers {
  private static final String TEMPORARY = ".*(\\.new|\\.tmp|\\.dbtmp|\\.part)";

  private Leftovers() {}

  /** Everything in a directory that is for nothing else. */
  static List<Path> all(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look through " + directory, e);
    }
  }

  /** Those below {@code directory}, of which nothing is being written. */
  static List<Path> in(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.getFileName().toString().matches(TEMPORARY)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look through " + directory, e);
    }
  }
}
