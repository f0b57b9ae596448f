package dev.thaw.bench.overload;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What was found. Immutable.
 *
 * @param phases in their order, alone and beside the flood in turn
 * @param sent batches of polite devices, all of them acknowledged
 * @param missing features that were acknowledged to polite devices and are not stored; a fault
 *     unless 0
 */
public record Report(List<Phase> phases, long sent, long missing) {
  public Report {
    phases = List.copyOf(phases);
  }

  /** One phase: how each polite device fared, in their order, and what the flood got. */
  public record Phase(boolean flooded, List<Pace> paces, Flood flood) {
    public Phase {
      paces = List.copyOf(paces);
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-7s  polite %.2f to %.2f batches a second, slowest answer %.0f ms;"
              + " flood %.0f stored, %.0f refused a second",
          flooded ? "flooded" : "alone",
          paces.stream().mapToDouble(Pace::perSecond).min().orElse(0),
          paces.stream().mapToDouble(Pace::perSecond).max().orElse(0),
          paces.stream().mapToDouble(Pace::slowestMillis).max().orElse(0),
          flood.stored(),
          flood.refused());
    }
  }

  /** For each polite device, the median of its throughput over the rounds, in batches a second. */
  public List<Double> throughput(boolean flooded) {
    return perDevice(flooded, Pace::perSecond);
  }

  /** The least that any polite device kept of its own throughput when the flood came. */
  public double leastShare() {
    List<Double> alone = throughput(false);
    List<Double> beside = throughput(true);
    return IntStream.range(0, alone.size())
        .mapToDouble(i -> alone.get(i) == 0 ? 0 : beside.get(i) / alone.get(i))
        .min()
        .orElse(Double.NaN);
  }

  /** The longest that any polite device waited for an answer, by the median of the rounds. */
  public double slowestMillis(boolean flooded) {
    return perDevice(flooded, Pace::slowestMillis).stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(Double.NaN);
  }

  /** Refusals to polite devices, in all rounds. */
  public long refused(boolean flooded) {
    return phases.stream()
        .filter(phase -> phase.flooded == flooded)
        .flatMap(phase -> phase.paces.stream())
        .mapToLong(Pace::refused)
        .sum();
  }

  /** A figure of the flood, by the median of the rounds. */
  public double flood(ToDoubleFunction<Flood> figure) {
    return median(
        phases.stream().filter(Phase::flooded).map(Phase::flood).mapToDouble(figure).toArray());
  }

  private List<Double> perDevice(boolean flooded, ToDoubleFunction<Pace> figure) {
    List<Phase> alike = phases.stream().filter(phase -> phase.flooded == flooded).toList();
    return IntStream.range(0, alike.get(0).paces.size())
        .mapToObj(
            i ->
                median(
                    alike.stream().map(phase -> phase.paces.get(i)).mapToDouble(figure).toArray()))
        .toList();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
