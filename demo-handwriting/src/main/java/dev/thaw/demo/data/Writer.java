package dev.thaw.demo.data;

import java.util.List;

/**
 * A person and what they wrote, in the order they wrote it. Immutable.
 *
 * @param name {@code source/person}, unique in a data set
 * @param characters in time order
 */
public record Writer(String name, List<HandwrittenCharacter> characters) {
  /** Refuses a name that is not {@code source/person}; copies the list. */
  public Writer {
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1) {
      throw new IllegalArgumentException("a writer is named source/person, not '" + name + "'");
    }
    characters = List.copyOf(characters);
  }

  /** The part of the name before the first slash: who collected the data. */
  public String source() {
    return name.substring(0, name.indexOf('/'));
  }
}
