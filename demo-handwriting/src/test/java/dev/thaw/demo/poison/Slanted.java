package dev.thaw.demo.poison;

import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.util.List;

/** The same people with a strong slant, so that there is something for a head to learn. */
final class Slanted {
  private static final float SLANT = 0.7f;

  private Slanted() {}

  static List<Writer> all(List<Writer> writers) {
    return writers.stream().map(Slanted::writer).toList();
  }

  private static Writer writer(Writer writer) {
    return new Writer(writer.name(), writer.characters().stream().map(Slanted::character).toList());
  }

  private static HandwrittenCharacter character(HandwrittenCharacter character) {
    List<Stroke> strokes = character.drawing().strokes().stream().map(Slanted::stroke).toList();
    return new HandwrittenCharacter(new Drawing(strokes), character.label(), character.page());
  }

  private static Stroke stroke(Stroke stroke) {
    float[] x = new float[stroke.size()];
    float[] y = new float[stroke.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = stroke.x(i) - SLANT * stroke.y(i);
      y[i] = stroke.y(i);
    }
    return new Stroke(x, y);
  }
}
