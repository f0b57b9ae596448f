package dev.thaw.demo.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One way of writing a character: strokes through knots, y up, the baseline at 0 and capitals 100
 * high. Immutable.
 */
record Letterform(List<List<Knot>> strokes) {
  /**
   * A point a stroke goes through.
   *
   * @param corner whether the stroke may change its direction here at once
   */
  record Knot(double x, double y, boolean corner) {
    Knot at(double newX, double newY) {
      return new Knot(newX, newY, corner);
    }
  }

  Letterform {
    strokes = strokes.stream().map(List::copyOf).toList();
  }

  /** Reads the notation that {@code letters.txt} explains. */
  static Letterform parse(String text) {
    return new Letterform(
        Arrays.stream(text.split(";", -1)).map(s -> parseStroke(s.strip())).toList());
  }

  private static List<Knot> parseStroke(String text) {
    boolean straight = text.startsWith("/");
    List<Knot> knots = new ArrayList<>();
    for (String word : text.substring(straight ? 1 : 0).strip().split(" ", -1)) {
      boolean corner = word.endsWith("^");
      String[] numbers = (corner ? word.substring(0, word.length() - 1) : word).split(",", 2);
      double x = Double.parseDouble(numbers[0]);
      knots.add(new Knot(x, Double.parseDouble(numbers[1]), straight || corner));
    }
    return knots;
  }

  /** This shape with every knot moved. */
  Letterform map(UnaryOperator<Knot> move) {
    return new Letterform(strokes.stream().map(s -> s.stream().map(move).toList()).toList());
  }

  /** How far the shape reaches to the right. */
  double width() {
    return strokes.stream().flatMap(List::stream).mapToDouble(Knot::x).max().orElse(0);
  }
}
