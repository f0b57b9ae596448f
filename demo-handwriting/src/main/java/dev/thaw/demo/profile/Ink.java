package dev.thaw.demo.profile;

import dev.thaw.demo.strokes.Bounds;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.util.ArrayList;
import java.util.List;

/**
 * One character as a page sent it. Immutable; the drawing is in guide units: 100 from the base line
 * up to the top line, y pointing down, y = 0 on the base line.
 *
 * @param drawing what the model reads, thinned where points lie closer than the model can see
 * @param rawBytes size of the ink as it was drawn, as 16-bit coordinate pairs with a 16-bit count
 *     per stroke
 */
public record Ink(Drawing drawing, int rawBytes) {
  /** The most points one character may have. */
  public static final int MAX_POINTS = 20_000;

  /** The farthest from the origin that a point may lie, in guide units. */
  public static final float MAX_COORDINATE = 10_000;

  private static final int MANY_POINTS = 1_000;

  /** Distance of points kept, as a share of the drawing's size: a tenth of a pixel of the maps. */
  private static final float SPACING = 1f / 200;

  /**
   * Reads the strokes of a page.
   *
   * @param strokes each {@code x0, y0, x1, y1, ...}
   * @throws IllegalArgumentException if there is no point, too many, or one that is not finite or
   *     far outside; the message is for the person who writes
   */
  public static Ink of(List<float[]> strokes) {
    int points = strokes.stream().mapToInt(stroke -> stroke.length / 2).sum();
    if (points > MAX_POINTS) {
      throw new IllegalArgumentException(
          "That is more ink than one character can have: %,d points of at most %,d. Clear and write again."
              .formatted(points, MAX_POINTS));
    }
    List<Stroke> read = new ArrayList<>(strokes.size());
    for (float[] stroke : strokes) {
      if (stroke.length > 0) {
        read.add(stroke(stroke));
      }
    }
    if (read.isEmpty()) {
      throw new IllegalArgumentException("There is nothing on the page yet. Write one character.");
    }
    Drawing drawing = new Drawing(read);
    return new Ink(points > MANY_POINTS ? thinned(drawing) : drawing, drawing.rawBytes());
  }

  private static Stroke stroke(float[] pairs) {
    if (pairs.length % 2 != 0) {
      throw new IllegalArgumentException("A stroke has an x without a y. Reload the page.");
    }
    float[] x = new float[pairs.length / 2];
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = coordinate(pairs[2 * i]);
      y[i] = coordinate(pairs[2 * i + 1]);
    }
    return new Stroke(x, y);
  }

  private static float coordinate(float value) {
    if (!(Math.abs(value) <= MAX_COORDINATE)) {
      throw new IllegalArgumentException(
          "A point lies outside of the page. Clear and write again.");
    }
    return value;
  }

  private static Drawing thinned(Drawing drawing) {
    Bounds bounds = drawing.bounds();
    float spacing = bounds.size() * SPACING;
    return new Drawing(drawing.strokes().stream().map(s -> thinned(s, spacing)).toList());
  }

  /** The first and last point and those that are {@code spacing} from the one kept before. */
  private static Stroke thinned(Stroke stroke, float spacing) {
    int[] kept = new int[stroke.size()];
    int count = 1;
    for (int i = 1; i < stroke.size(); i++) {
      int before = kept[count - 1];
      float dx = stroke.x(i) - stroke.x(before);
      float dy = stroke.y(i) - stroke.y(before);
      if (i == stroke.size() - 1 || Math.hypot(dx, dy) >= spacing) {
        kept[count++] = i;
      }
    }
    float[] x = new float[count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = stroke.x(kept[i]);
      y[i] = stroke.y(kept[i]);
    }
    return new Stroke(x, y);
  }
}
