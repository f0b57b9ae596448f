package dev.thaw.demo.data;

import java.util.List;
import java.util.Optional;

/**
 * Writers from one origin. Immutable.
 *
 * @param name what to call the data in tables, e.g. {@code unipen}
 * @param writers sorted by name, each name once
 */
public record Dataset(String name, List<Writer> writers) {
  /** Refuses repeated writers; copies and sorts the list. */
  public Dataset {
    long names = writers.stream().map(Writer::name).distinct().count();
    if (names != writers.size()) {
      throw new IllegalArgumentException(
          "a writer occurs twice among " + writers.size() + " in " + name);
    }
    writers = writers.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }

  /** The writer of that name, if present. */
  public Optional<Writer> writer(String writerName) {
    return writers.stream().filter(w -> w.name().equals(writerName)).findFirst();
  }

  /** Number of characters of all writers. */
  public int characterCount() {
    return writers.stream().mapToInt(w -> w.characters().size()).sum();
  }
}
