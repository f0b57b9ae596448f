package dev.thaw.demo.data;

import dev.thaw.demo.strokes.Drawing;

/**
 * One character somebody wrote. Immutable.
 *
 * @param drawing the ink
 * @param label what it is, one of the 62 labels of {@link Alphabet}
 * @param page names the sheet it stands on; characters of one page share their coordinates
 */
public record HandwrittenCharacter(Drawing drawing, char label, String page) {
  /** Refuses a label outside the alphabet. */
  public HandwrittenCharacter {
    if (!Alphabet.contains(label)) {
      throw new IllegalArgumentException("no such label: '" + label + "'");
    }
  }

  /** The class of the label, 0 to 61. */
  public int classIndex() {
    return Alphabet.classOf(label);
  }
}
