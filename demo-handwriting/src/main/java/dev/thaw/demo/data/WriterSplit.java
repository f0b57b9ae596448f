package dev.thaw.demo.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says for each writer of a data set whether the general model may learn from them. Immutable.
 *
 * <p>Per source, writers with at least 100 characters are ranked by a hash of (name, seed) and
 * split: a quarter, rounded up, is test; of eight or more, a twentieth, rounded up, is development;
 * the rest, writers with fewer characters, and sources with fewer than three such writers are
 * general-train. A pure function of the writers' names and sizes and the seed: neither their order
 * nor where the data was read from matters.
 */
public final class WriterSplit {
  /** Characters from which on a writer can be held out. */
  public static final int ENOUGH_CHARACTERS = 100;

  /** What a writer is there for. */
  public enum Part {
    /** The general model learns from them. */
    GENERAL_TRAIN,
    /** Settings are chosen on them. */
    DEVELOPMENT,
    /** Never seen before they are scored. */
    TEST
  }

  private static final double TEST_SHARE = 0.25;
  private static final double DEVELOPMENT_SHARE = 0.05;
  private static final int FEWEST_FOR_TEST = 3;
  private static final int FEWEST_FOR_DEVELOPMENT = 8;

  private final Map<String, Part> parts;

  private WriterSplit(Map<String, Part> parts) {
    this.parts = parts;
  }

  /** Splits the writers of {@code dataset}. */
  public static WriterSplit of(Dataset dataset, long seed) {
    Map<String, Part> parts = new TreeMap<>();
    Map<String, List<Writer>> bySource =
        dataset.writers().stream()
            .collect(Collectors.groupingBy(Writer::source, TreeMap::new, Collectors.toList()));
    bySource.values().forEach(writers -> split(writers, seed, parts));
    return new WriterSplit(parts);
  }

  private static void split(List<Writer> writers, long seed, Map<String, Part> parts) {
    List<String> ranked =
        writers.stream()
            .filter(w -> w.characters().size() >= ENOUGH_CHARACTERS)
            .map(Writer::name)
            .sorted(Comparator.comparing(name -> rank(name, seed)))
            .toList();
    writers.forEach(w -> parts.put(w.name(), Part.GENERAL_TRAIN));
    int test = ranked.size() < FEWEST_FOR_TEST ? 0 : share(TEST_SHARE, ranked);
    int development = ranked.size() < FEWEST_FOR_DEVELOPMENT ? 0 : share(DEVELOPMENT_SHARE, ranked);
    ranked.subList(0, test).forEach(name -> parts.put(name, Part.TEST));
    ranked.subList(test, test + development).forEach(name -> parts.put(name, Part.DEVELOPMENT));
  }

  private static int share(double share, List<String> ranked) {
    return (int) Math.ceil(share * ranked.size());
  }

  private static String rank(String name, long seed) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha.digest((seed + " " + name).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The part of a writer.
   *
   * @throws IllegalArgumentException if the data set had no such writer
   */
  public Part partOf(String writerName) {
    Part part = parts.get(writerName);
    if (part == null) {
      throw new IllegalArgumentException("no such writer: " + writerName);
    }
    return part;
  }

  /** Names of the writers of a part, sorted. */
  public List<String> names(Part part) {
    return parts.entrySet().stream()
        .filter(e -> e.getValue() == part)
        .map(Map.Entry::getKey)
        .toList();
  }
}
