package dev.thaw.bench.evaluate.report;

import java.util.List;

/**
 * The names in a legend. Lets-Plot breaks what is longer than {@value #LETTERS} letters into lines
 * that run over the next entry; such names are given to it as wide words of that length, and put in
 * when all is drawn. Immutable.
 */
record Legend(List<String> names) {
  private static final int LETTERS = 30;
  private static final int HALF_LETTERS = 42;
  private static final int MOST_LETTERS = 80;
  private static final int LETTER_WIDTH = 7;
  private static final int KEY_WIDTH = 50;

  /** As many as the longest name lets stand side by side. */
  int columns() {
    if (longest() > LETTERS) {
      return longest() <= HALF_LETTERS ? Math.min(2, names.size()) : 1;
    }
    int fit = Specification.WIDTH / (KEY_WIDTH + LETTER_WIDTH * longest());
    return Math.max(1, Math.min(fit, names.size()));
  }

  int rows() {
    return (names.size() + columns() - 1) / columns();
  }

  /** What to draw for a name. */
  String placeholder(int index) {
    String name = names.get(index);
    String letter = longest() <= HALF_LETTERS ? "w" : "M";
    return name.length() <= LETTERS ? name : "%03d".formatted(index) + letter.repeat(LETTERS - 3);
  }

  /** Puts in the names that were held back. */
  String complete(String svg) {
    String complete = svg;
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).length() > LETTERS) {
        complete = complete.replace(placeholder(i), Html.escape(shortened(names.get(i))));
      }
    }
    return complete;
  }

  private int longest() {
    return names.stream().mapToInt(String::length).max().orElse(1);
  }

  private static String shortened(String name) {
    return name.length() <= MOST_LETTERS ? name : name.substring(0, MOST_LETTERS) + "\u2026";
  }
}
