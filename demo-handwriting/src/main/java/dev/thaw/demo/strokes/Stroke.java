package dev.thaw.demo.strokes;

import java.util.Arrays;

/** One pen-down run of points, with y pointing down. Immutable; at least one point, all finite. */
public final class Stroke {
  private final float[] x;
  private final float[] y;

  /**
   * Copies the coordinates, in whatever unit the tablet used.
   *
   * @throws IllegalArgumentException if the lengths differ, are 0, or a coordinate is not finite
   */
  public Stroke(float[] x, float[] y) {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(
          "a stroke needs as many x as y, got " + x.length + " and " + y.length);
    }
    this.x = requireFinite(x.clone());
    this.y = requireFinite(y.clone());
  }

  private static float[] requireFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a coordinate is " + value);
      }
    }
    return values;
  }

  /** Number of points. */
  public int size() {
    return x.length;
  }

  /** The x of point {@code i}, growing to the right. */
  public float x(int i) {
    return x[i];
  }

  /** The y of point {@code i}, growing downwards. */
  public float y(int i) {
    return y[i];
  }

  /** The points from {@code first} to {@code last}, both included. */
  public Stroke part(int first, int last) {
    return new Stroke(
        Arrays.copyOfRange(x, first, last + 1), Arrays.copyOfRange(y, first, last + 1));
  }

  /** Length of the line through all points. */
  public float length() {
    double sum = 0;
    for (int i = 1; i < x.length; i++) {
      sum += Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
    }
    return (float) sum;
  }
}
