package dev.thaw.bench.evaluate;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Mean and spread of one figure over rows that differ only in their seed. Immutable.
 *
 * @param count 0 if there was nothing; all figures are NaN then
 */
public record Statistics(int count, double mean, double median, double low, double high) {
  /** Of those figures that are numbers. */
  public static Statistics of(Collection<Row> rows, ToDoubleFunction<Row> figure) {
    return of(rows.stream().mapToDouble(figure).toArray());
  }

  /** Of those that are numbers. */
  public static Statistics of(double... figures) {
    double[] sorted = Arrays.stream(figures).filter(Double::isFinite).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      return new Statistics(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new Statistics(
        n, Arrays.stream(sorted).average().orElseThrow(), median, sorted[0], sorted[n - 1]);
  }

  /** Of a list. */
  public static Statistics of(List<Double> figures) {
    return of(figures.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Mean and half the range, such as {@code 92.5 ±0.2}; a dash if there is nothing. */
  public String text(String format) {
    if (count == 0) {
      return "-";
    }
    String text = String.format(Locale.ROOT, format, mean);
    return count == 1 ? text : text + " ±" + String.format(Locale.ROOT, format, (high - low) / 2);
  }
}
