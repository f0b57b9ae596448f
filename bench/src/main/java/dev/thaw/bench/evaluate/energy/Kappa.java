package dev.thaw.bench.evaluate.energy;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.nets.Digits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The calibration factor: core-seconds that the phone of the published figures takes for what takes
 * one core-second here. Immutable.
 *
 * @param source where it comes from, to be printed beside it
 */
public record Kappa(double value, String source) {
  /** Names it among the estimated figures of a row. */
  public static final String FIGURE = "kappa";

  /** The condition of a row that is the number of engine threads. */
  public static final String THREADS = "threads";

  /** The condition of a row that names the net. */
  public static final String MODEL = "model";

  /** For runs that did not measure it. */
  public static final Kappa DEFAULT =
      new Kappa(10, "not measured in this run: about that of one core of an AMD EPYC");

  public Kappa {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("not a calibration factor: " + value);
    }
  }

  /**
   * The median over models of what was found with one thread, of each model the median over its
   * batches.
   *
   * @param rows of the question {@code device-cost}; others do not count
   * @return {@link #DEFAULT} if there are none
   */
  public static Kappa of(List<Row> rows) {
    Map<String, List<Double>> byModel = new TreeMap<>();
    rows.stream()
        .filter(row -> row.is(THREADS, "1") && row.estimated().containsKey(FIGURE))
        .forEach(
            row ->
                byModel
                    .computeIfAbsent(row.condition(MODEL), model -> new ArrayList<>())
                    .add(row.estimate(FIGURE)));
    if (byModel.isEmpty()) {
      return DEFAULT;
    }
    List<Double> medians = byModel.values().stream().map(k -> Statistics.of(k).median()).toList();
    Statistics all = Statistics.of(medians);
    return new Kappa(
        all.median(),
        "median of %s, one thread; %s to %s"
            .formatted(
                String.join(", ", byModel.keySet()),
                Digits.three(all.low()),
                Digits.three(all.high())));
  }

  @Override
  public String toString() {
    return Digits.three(value) + " (" + source + ")";
  }
}
