package dev.thaw.demo.strokes;

import java.util.List;

/**
 * The ink of one character: its strokes in the order they were written. Immutable; at least one
 * stroke. Coordinates are the tablet's own, y down, so size and place on the line are kept.
 */
public record Drawing(List<Stroke> strokes) {
  /** Copies the list. */
  public Drawing {
    if (strokes.isEmpty()) {
      throw new IllegalArgumentException("a drawing needs at least one stroke");
    }
    strokes = List.copyOf(strokes);
  }

  /** The box around all points. */
  public Bounds bounds() {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (Stroke stroke : strokes) {
      for (int i = 0; i < stroke.size(); i++) {
        left = Math.min(left, stroke.x(i));
        right = Math.max(right, stroke.x(i));
        top = Math.min(top, stroke.y(i));
        bottom = Math.max(bottom, stroke.y(i));
      }
    }
    return new Bounds(left, top, right, bottom);
  }

  /** Length of all pen-down lines together. */
  public float length() {
    float sum = 0;
    for (Stroke stroke : strokes) {
      sum += stroke.length();
    }
    return sum;
  }

  /** Number of points in all strokes. */
  public int pointCount() {
    return strokes.stream().mapToInt(Stroke::size).sum();
  }

  /** Size of the raw ink as 16-bit coordinate pairs with a 16-bit count per stroke, in bytes. */
  public int rawBytes() {
    return 4 * pointCount() + 2 * strokes.size();
  }
}
