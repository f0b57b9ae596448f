package dev.thaw.demo.synthetic;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import dev.thaw.demo.synthetic.Letterform.Knot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How one person writes: a style, and for each class the shape this person learnt, bent by habit.
 * Immutable and thread-safe; what varies from letter to letter comes from the caller's randomness.
 */
final class Hand {
  private static final double X_HEIGHT = 54;
  private static final double UNIT = 100;
  private static final double SECOND_THOUGHT = 0.06;

  private final Style style;
  private final List<List<Letterform>> shapes;

  private Hand(Style style, List<List<Letterform>> shapes) {
    this.style = style;
    this.shapes = shapes;
  }

  /** A new person. */
  static Hand learn(Letters letters, Random random) {
    Style style = Style.random(random);
    List<List<Letterform>> shapes = new ArrayList<>();
    for (int classIndex = 0; classIndex < Alphabet.SIZE; classIndex++) {
      List<Letterform> ways = new ArrayList<>(letters.of(classIndex));
      Letterform usual = ways.remove(random.nextInt(ways.size()));
      Letterform second = ways.isEmpty() ? usual : ways.get(random.nextInt(ways.size()));
      shapes.add(List.of(bend(usual, style, random), bend(second, style, random)));
    }
    return new Hand(style, List.copyOf(shapes));
  }

  Style style() {
    return style;
  }

  /**
   * Writes a letter whose left end on the baseline is at the given place.
   *
   * @param x in tablet units, to the right
   * @param y in tablet units, downwards
   */
  Drawing write(int classIndex, double x, double y, Random random) {
    List<Letterform> ways = shapes.get(classIndex);
    Letterform way = ways.get(random.nextDouble() < SECOND_THOUGHT ? 1 : 0);
    Letterform shape = disturb(way, style.unsteadiness(), random);
    double scale = style.size() / UNIT * Math.exp(0.05 * random.nextGaussian());
    double turn = style.rotation() + 0.03 * random.nextGaussian();
    double lean = style.slant() + 0.04 * random.nextGaussian();
    Letterform placed = shape.map(knot -> place(knot, scale, turn, lean));
    return new Drawing(placed.strokes().stream().map(s -> stroke(s, x, y, random)).toList());
  }

  /** The room a letter of this class takes on the line, in tablet units. */
  double advance(int classIndex) {
    double width = shapes.get(classIndex).get(0).width() * style.aspect();
    return (width + style.spacing()) * style.size() / UNIT;
  }

  private static Letterform bend(Letterform usual, Style style, Random random) {
    double narrow = Math.exp(0.1 * random.nextGaussian());
    Letterform own = usual.map(knot -> knot.at(knot.x() * narrow, height(knot.y(), style)));
    return disturb(own, style.habit(), random);
  }

  /** Small letters, and apart from them what goes beyond them, in this person's proportions. */
  private static double height(double y, Style style) {
    if (y < 0) {
      return y * style.reach();
    }
    double low = Math.min(y, X_HEIGHT) * style.xHeight();
    return low + Math.max(0, y - X_HEIGHT) * style.reach();
  }

  /** Mostly all knots together, a little each alone. */
  private static Letterform disturb(Letterform shape, double much, Random random) {
    Warp warp = new Warp(0.9 * much, random);
    double alone = 0.45 * much;
    return shape
        .map(warp::move)
        .map(
            knot ->
                knot.at(
                    knot.x() + alone * random.nextGaussian(),
                    knot.y() + alone * random.nextGaussian()));
  }

  private Knot place(Knot knot, double scale, double turn, double lean) {
    double leant = knot.x() * style.aspect() + lean * knot.y();
    return knot.at(
        scale * (leant * Math.cos(turn) - knot.y() * Math.sin(turn)),
        scale * (leant * Math.sin(turn) + knot.y() * Math.cos(turn)));
  }

  private Stroke stroke(List<Knot> knots, double x, double y, Random random) {
    Path path = Path.through(knots);
    for (int round = 0; round < 6; round++) {
      path.smooth(style.haste());
    }
    float[] xs = new float[path.size()];
    float[] ys = new float[path.size()];
    double tremor = 0.15 * style.unsteadiness() * style.size() / UNIT;
    for (int i = 0; i < xs.length; i++) {
      xs[i] = (float) Math.rint(x + path.x(i) + tremor * random.nextGaussian());
      ys[i] = (float) Math.rint(y - path.y(i) + tremor * random.nextGaussian());
    }
    return new Stroke(xs, ys);
  }
}
