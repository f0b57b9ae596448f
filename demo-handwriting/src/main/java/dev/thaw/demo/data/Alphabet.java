package dev.thaw.demo.data;

import java.util.List;
import java.util.stream.Collectors;

/** The 62 labels of the handwriting task, in class order: 0-9, A-Z, a-z. */
public final class Alphabet {
  private static final String CHARACTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Number of classes. */
  public static final int SIZE = CHARACTERS.length();

  /** First class of the 26 lower-case letters, which are the last classes. */
  public static final int FIRST_LOWER_CASE = 36;

  private Alphabet() {}

  /** Whether {@code label} is one of the 62. */
  public static boolean contains(char label) {
    return CHARACTERS.indexOf(label) >= 0;
  }

  /**
   * The class of a label, 0 to 61.
   *
   * @throws IllegalArgumentException if the label is not one of the 62
   */
  public static int classOf(char label) {
    int index = CHARACTERS.indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException("no such label: '" + label + "'");
    }
    return index;
  }

  /** The label of a class. */
  public static char labelOf(int classIndex) {
    if (classIndex < 0 || classIndex >= SIZE) {
      throw new IllegalArgumentException("no such class: " + classIndex);
    }
    return CHARACTERS.charAt(classIndex);
  }

  /** All labels as one-letter strings, in class order. */
  public static List<String> labels() {
    return CHARACTERS.chars().mapToObj(Character::toString).collect(Collectors.toList());
  }
}
