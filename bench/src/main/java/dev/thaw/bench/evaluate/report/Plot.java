package dev.thaw.bench.evaluate.report;

import java.util.List;

/**
 * A plot. Immutable.
 *
 * @param name of its file, {@code [a-z0-9-]+}; unique in a report
 * @param title says what it shows
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series drawn in this order; at least one
 */
public record Plot(String name, String title, Axis x, Axis y, List<Series> series)
    implements Block {
  public Plot {
    series = List.copyOf(series);
  }

  /**
   * An axis.
   *
   * @param label with the unit
   * @param logarithmic whether by powers of ten; values are positive then
   */
  public record Axis(String label, boolean logarithmic) {
    /** In even steps. */
    public static Axis linear(String label) {
      return new Axis(label, false);
    }

    /** In powers of ten. */
    public static Axis logarithmic(String label) {
      return new Axis(label, true);
    }
  }

  /** How the points of a series are shown. */
  public enum Mark {
    /** Points joined in the order of x. */
    LINE,
    /** Points alone. */
    POINTS,
    /** A dashed line without points: what is expected. */
    EXPECTED,
    /** Bars beside those of the other series; {@link Point#at} names the place. */
    BARS
  }

  /**
   * One curve, or one colour of bars.
   *
   * @param name for the legend
   * @param points at least one
   */
  public record Series(String name, Mark mark, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * One point with its error bar.
   *
   * @param at names the place of a bar; empty for other marks
   * @param x ignored for bars
   * @param low end of the error bar; y if there is none
   * @param high end of the error bar; y if there is none
   */
  public record Point(String at, double x, double y, double low, double high) {
    /** Without an error bar. */
    public static Point of(double x, double y) {
      return new Point("", x, y, y, y);
    }

    /** A bar without an error bar. */
    public static Point bar(String at, double y) {
      return new Point(at, 0, y, y, y);
    }
  }
}
