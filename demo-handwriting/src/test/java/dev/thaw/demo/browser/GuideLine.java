package dev.thaw.demo.browser;

import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.strokes.Bounds;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Moves a writer's characters from their tablet to the page's guide line: one size for all of the
 * writer's, each as far above or below the line as it stood above or below the line of its
 * neighbours. Guide units: base line at 0, y down. Immutable.
 */
final class GuideLine {
  private static final String WITHOUT_DESCENDER =
      "0123456789ABCDEFGHIJKLMNOPRSTUVWXYZabcdehiklmnorstuvwx";
  private static final String TALL = "0123456789ABCDEFGHIJKLMNOPRSTUVWXYZbdhkl";
  private static final String SMALL = "acemnorsuvwx";

  private static final double TALL_HEIGHT = 80;
  private static final double SMALL_HEIGHT = 45;
  private static final double SAME_LINE = 60;
  private static final int NEIGHBOURS = 20;
  private static final int ENOUGH = 10;

  /** Where the page's sheet ends, a little inside. */
  private static final double HIGHEST = -140;

  private static final double LOWEST = 65;
  private static final double LEFT = 60;

  private final List<HandwrittenCharacter> characters;
  private final double unit;

  GuideLine(Writer writer) {
    this.characters = writer.characters();
    double[] tall = heights(TALL);
    double[] small = heights(SMALL);
    this.unit = tall.length >= ENOUGH ? median(tall) / TALL_HEIGHT : median(small) / SMALL_HEIGHT;
  }

  /** The writer's character at {@code place}, on the guide line near the sheet's left edge. */
  HandwrittenCharacter character(int place) {
    HandwrittenCharacter character = characters.get(place);
    Bounds bounds = character.drawing().bounds();
    double base = base(place);
    double shift = shift((bounds.top() - base) / unit, (bounds.bottom() - base) / unit);
    List<Stroke> moved =
        character.drawing().strokes().stream()
            .map(stroke -> moved(stroke, bounds.left(), base, shift))
            .toList();
    return new HandwrittenCharacter(new Drawing(moved), character.label(), "guide line");
  }

  /** Onto the sheet, if the character would otherwise begin above or below it. */
  private static double shift(double top, double bottom) {
    return Math.max(HIGHEST - top, Math.min(0, LOWEST - bottom));
  }

  private Stroke moved(Stroke stroke, double left, double base, double shift) {
    float[] x = new float[stroke.size()];
    float[] y = new float[stroke.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) ((stroke.x(i) - left) / unit + LEFT);
      y[i] = (float) ((stroke.y(i) - base) / unit + shift);
    }
    return new Stroke(x, y);
  }

  /** The median foot of the character and its neighbours that stand on the line. */
  private double base(int place) {
    HandwrittenCharacter character = characters.get(place);
    Bounds bounds = character.drawing().bounds();
    double[] feet =
        IntStream.rangeClosed(place - NEIGHBOURS, place + NEIGHBOURS)
            .filter(i -> i >= 0 && i < characters.size())
            .mapToObj(characters::get)
            .filter(other -> other.page().equals(character.page()))
            .filter(other -> is(other, WITHOUT_DESCENDER))
            .map(other -> other.drawing().bounds())
            .filter(other -> Math.abs(other.centreY() - bounds.centreY()) < SAME_LINE * unit)
            .mapToDouble(Bounds::bottom)
            .toArray();
    return feet.length == 0 ? bounds.bottom() : median(feet);
  }

  private double[] heights(String labels) {
    return characters.stream()
        .filter(character -> is(character, labels))
        .mapToDouble(character -> character.drawing().bounds().height())
        .filter(height -> height > 0)
        .toArray();
  }

  private static boolean is(HandwrittenCharacter character, String labels) {
    return labels.indexOf(character.label()) >= 0;
  }

  private static double median(double[] values) {
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    return sorted.length == 0 ? 1 : sorted[sorted.length / 2];
  }
}
