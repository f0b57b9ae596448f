package dev.thaw.demo.synthetic;

import dev.thaw.demo.synthetic.Letterform.Knot;
import java.util.Arrays;
import java.util.List;

/**
 * The points of a pen on its way through the knots of a stroke: a Catmull-Rom spline that breaks at
 * corners, sampled about as densely as a tablet does. Not thread-safe; made for one stroke.
 */
final class Path {
  private static final double SPACING = 3;

  private final List<Knot> knots;
  private double[] x = new double[64];
  private double[] y = new double[64];
  private int size;

  private Path(List<Knot> knots) {
    this.knots = knots;
  }

  static Path through(List<Knot> knots) {
    Path path = new Path(knots);
    path.add(knots.get(0).x(), knots.get(0).y());
    for (int i = 0; i + 1 < knots.size(); i++) {
      path.addSegment(i);
    }
    return path;
  }

  int size() {
    return size;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  /** Draws every inner point towards the middle of its neighbours: hurried hands cut corners. */
  void smooth(double strength) {
    double lastX = x[0];
    double lastY = y[0];
    for (int i = 1; i + 1 < size; i++) {
      double middleX = (lastX + x[i + 1]) / 2;
      double middleY = (lastY + y[i + 1]) / 2;
      lastX = x[i];
      lastY = y[i];
      x[i] += strength * (middleX - x[i]);
      y[i] += strength * (middleY - y[i]);
    }
  }

  private void addSegment(int i) {
    Knot from = knots.get(i);
    Knot to = knots.get(i + 1);
    Knot before = from.corner() || i == 0 ? from : knots.get(i - 1);
    Knot after = to.corner() || i + 2 == knots.size() ? to : knots.get(i + 2);
    double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
    int steps = Math.max(1, (int) Math.ceil(length / SPACING));
    for (int step = 1; step <= steps; step++) {
      double t = (double) step / steps;
      add(
          spline(before.x(), from.x(), to.x(), after.x(), t),
          spline(before.y(), from.y(), to.y(), after.y(), t));
    }
  }

  private static double spline(double a, double b, double c, double d, double t) {
    double tangentB = (c - a) / 2;
    double tangentC = (d - b) / 2;
    double t2 = t * t;
    double t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * b
        + (t3 - 2 * t2 + t) * tangentB
        + (3 * t2 - 2 * t3) * c
        + (t3 - t2) * tangentC;
  }

  private void add(double newX, double newY) {
    if (size == x.length) {
      x = Arrays.copyOf(x, 2 * size);
      y = Arrays.copyOf(y, 2 * size);
    }
    x[size] = newX;
    y[size++] = newY;
  }
}
