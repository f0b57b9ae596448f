package dev.thaw.bench.evaluate.accuracy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a person's accuracy. Shares of 1. Immutable.
 *
 * @param general that of the general model
 * @param after that of what the arm made of it
 */
record Judged(double general, double after) {
  /** The figures of an arm: means over people. */
  static Map<String, Double> figures(List<Judged> people) {
    Map<String, Double> figures = new HashMap<>();
    figures.put("accuracy", people.stream().mapToDouble(Judged::after).average().orElse(0));
    figures.put(
        "general accuracy", people.stream().mapToDouble(Judged::general).average().orElse(0));
    figures.put("worse people", (double) people.stream().filter(each -> each.loss() > 0).count());
    figures.put(
        "worst loss", Math.max(0, people.stream().mapToDouble(Judged::loss).max().orElse(0)));
    figures.put("people", (double) people.size());
    return figures;
  }

  private double loss() {
    return general - after;
  }
}
