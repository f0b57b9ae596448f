package dev.thaw.protocol;

import java.util.Map;

/** The rule for names that appear in keys, paths and addresses: tasks, cohorts, devices. */
final class Names {
  private static final int MAX_LENGTH = 64;

  private Names() {}

  /** At most {@code max} figures, each under a name. */
  static void requireFigures(String what, int max, Map<String, Double> figures) {
    if (figures.size() > max) {
      throw new IllegalArgumentException(
          "at most " + max + " of " + what + ", not " + figures.size());
    }
    figures.keySet().forEach(name -> require(what, name));
  }

  static String require(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "not a " + what + " name: \"" + name + "\" (1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    return name;
  }

  /** Not a regular expression: every activation that is decoded passes here. */
  private static boolean isName(String name) {
    boolean valid =
        !name.isEmpty() && name.length() <= MAX_LENGTH && isAlphanumeric(name.charAt(0));
    for (int i = 1; valid && i < name.length(); i++) {
      char c = name.charAt(i);
      valid = isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
    }
    return valid;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
