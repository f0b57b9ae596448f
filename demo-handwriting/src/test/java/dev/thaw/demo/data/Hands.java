package dev.thaw.demo.data;

import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.util.ArrayList;
import java.util.List;

/** Writers for tests. */
public final class Hands {
  private Hands() {}

  /** A slanted line as high as asked; only its size tells it from others. */
  public static HandwrittenCharacter character(char label, float height, String page) {
    Stroke stroke = new Stroke(new float[] {0, 3}, new float[] {-height, 0});
    return new HandwrittenCharacter(new Drawing(List.of(stroke)), label, page);
  }

  /** A writer of {@code count} characters that go round the given labels. */
  public static Writer writer(String name, int count, String labels) {
    List<HandwrittenCharacter> characters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      characters.add(character(labels.charAt(i % labels.length()), 10 + i % 7, "page"));
    }
    return new Writer(name, characters);
  }
}
