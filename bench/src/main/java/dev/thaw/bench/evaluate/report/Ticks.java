package dev.thaw.bench.evaluate.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ticks of a logarithmic axis: powers of ten, with more between them where they are few. Immutable.
 */
record Ticks(List<Double> values, List<String> labels) {
  private static final int FEW = 3;
  private static final int MANY = 9;
  private static final double LARGE = 1e5;
  private static final String[] PREFIXES = {"", " k", " M", " G", " T", " P"};

  private static final List<List<Integer>> STEPS =
      List.of(List.of(1), List.of(1, 3), List.of(1, 2, 5), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));

  /** Those from {@code low} to {@code high}, both positive; fewer than two if it is a short way. */
  static Ticks between(double low, double high) {
    List<Double> values = List.of();
    for (List<Integer> steps : STEPS) {
      values = values.size() < FEW ? multiples(low, high, steps) : values;
    }
    List<Double> kept = thinned(values);
    return new Ticks(kept, kept.stream().map(value -> label(value, high)).toList());
  }

  private static List<Double> multiples(double low, double high, List<Integer> steps) {
    List<Double> values = new ArrayList<>();
    for (int power = floor(low); power <= floor(high); power++) {
      for (int step : steps) {
        double value = Double.parseDouble(step + "e" + power);
        if (value >= low * 0.999 && value <= high * 1.001) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static List<Double> thinned(List<Double> values) {
    int every = 1 + (values.size() - 1) / MANY;
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < values.size(); i += every) {
      kept.add(values.get(i));
    }
    return kept;
  }

  private static int floor(double value) {
    return (int) Math.floor(Math.log10(value) + 1e-9);
  }

  private static String label(double value, double high) {
    if (value < 1) {
      return value < 1e-4
          ? String.format(Locale.ROOT, "%.0e", value)
          : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
    if (high < LARGE) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int group = Math.min(PREFIXES.length - 1, floor(value) / 3);
    return String.format(Locale.ROOT, "%,.0f%s", value / Math.pow(1000, group), PREFIXES[group]);
  }
}
