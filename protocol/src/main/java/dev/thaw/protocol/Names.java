package dev.thaw.protocol;

import java.util.Map;
import java.util.regex.Pattern;

/** The rule for names that appear in keys, paths and addresses: tasks, cohorts, devices. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

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
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not a " + what + " name: \"" + name + "\" (1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    return name;
  }
}
