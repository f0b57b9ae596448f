package dev.thaw.bench.evaluate.report;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names fit for files and anchors, each given once. Not thread-safe. */
final class Slugs {
  private final Set<String> given = new HashSet<>();

  /** Of letters, digits and dashes; with a number behind it if it was given before. */
  String of(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String trimmed = plain.replaceAll("^-|-$", "");
    String slug = trimmed.isEmpty() ? "part" : trimmed;
    String unique = slug;
    for (int i = 2; !given.add(unique); i++) {
      unique = slug + "-" + i;
    }
    return unique;
  }
}
