package dev.thaw.demo.strokes;

import java.util.Arrays;

/** Short ways to write down ink for tests. */
final class Ink {
  private Ink() {}

  /** A stroke through points given as x, y, x, y, ... */
  static Stroke stroke(double... xy) {
    float[] x = new float[xy.length / 2];
    float[] y = new float[xy.length / 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) xy[2 * i];
      y[i] = (float) xy[2 * i + 1];
    }
    return new Stroke(x, y);
  }

  static Drawing drawing(Stroke... strokes) {
    return new Drawing(Arrays.asList(strokes));
  }

  /** A box of ink with the given edges. */
  static Drawing box(double left, double top, double right, double bottom) {
    return drawing(stroke(left, top, right, top, right, bottom, left, bottom, left, top));
  }
}
