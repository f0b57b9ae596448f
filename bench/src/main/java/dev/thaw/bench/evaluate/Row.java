package dev.thaw.bench.evaluate;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * What one cell found for one arm under one set of conditions. Immutable.
 *
 * @param arm {@link Arm#title} of the arm, or another name where the question is not about arms
 * @param conditions what was held fixed: data, order, depth, model, batch ...
 * @param seed 0 where nothing is drawn
 * @param measured figures by name, the unit as its last word: {@code "bytes up"}, {@code "device
 *     CPU s"}; shares are of 1
 * @param estimated the same for what follows from a model and was not measured, such as {@code
 *     "energy low J"}; never mixed with the measured ones
 */
public record Row(
    String arm,
    Map<String, String> conditions,
    long seed,
    Map<String, Double> measured,
    Map<String, Double> estimated) {
  public Row {
    conditions = Map.copyOf(new TreeMap<>(conditions));
    measured = Map.copyOf(new TreeMap<>(measured));
    estimated = Map.copyOf(new TreeMap<>(estimated));
    measured.forEach(Row::requireFinite);
    estimated.forEach(Row::requireFinite);
  }

  /** A row without estimates. */
  public static Row measured(
      String arm, Map<String, String> conditions, long seed, Map<String, Double> figures) {
    return new Row(arm, conditions, seed, figures, Map.of());
  }

  /** A measured figure; NaN if it is not there. */
  public double figure(String name) {
    return measured.getOrDefault(name, Double.NaN);
  }

  /** An estimated figure; NaN if it is not there. */
  public double estimate(String name) {
    return estimated.getOrDefault(name, Double.NaN);
  }

  /**
   * A condition.
   *
   * @throws NoSuchElementException if it is not there
   */
  public String condition(String name) {
    String value = conditions.get(name);
    if (value == null) {
      throw new NoSuchElementException("no condition " + name + " in " + conditions);
    }
    return value;
  }

  /** Whether it was measured under {@code value}. */
  public boolean is(String name, String value) {
    return value.equals(conditions.get(name));
  }

  private static void requireFinite(String name, Double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value);
    }
  }
}
