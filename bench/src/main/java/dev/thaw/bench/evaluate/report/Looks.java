package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Colours and point shapes that people with any colour vision can tell apart: those of Okabe and
 * Ito, without the yellow that is lost on white, and two greys. An arm looks the same in all plots.
 * Immutable.
 */
record Looks(List<Look> looks) {
  /**
   * How a series looks.
   *
   * @param colour {@code #rrggbb}
   * @param shape of its points, a number of ggplot's
   */
  record Look(String colour, int shape) {}

  private static final int[] FILLED = {21, 22, 24, 23, 25};
  private static final int[] OPEN = {1, 0, 2, 5, 6};

  private static final List<String> PALETTE =
      List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000");

  private static final String EXPECTATION = "#4D4D4D";

  /** One for each of {@code series}, in their order. */
  static Looks of(List<Series> series) {
    Map<String, Look> taken = new HashMap<>();
    List<Look> looks = new ArrayList<>();
    for (Series each : series) {
      looks.add(taken.computeIfAbsent(each.name(), name -> look(each, taken.values().stream())));
    }
    return new Looks(List.copyOf(looks));
  }

  private static Look look(Series series, Stream<Look> taken) {
    Optional<Arm> arm = arm(series.name());
    if (arm.isPresent()) {
      return of(arm.get(), !arm.get().title().equals(series.name()));
    }
    List<String> used = taken.map(Look::colour).toList();
    if (series.mark() == Mark.EXPECTED && !used.contains(EXPECTATION)) {
      return new Look(EXPECTATION, FILLED[0]);
    }
    return free(used);
  }

  /** The arm, or that of which it is a variant: {@code "FedAvg, head, int8 updates"}. */
  private static Optional<Arm> arm(String name) {
    return Stream.of(Arm.values())
        .filter(arm -> name.equals(arm.title()) || name.startsWith(arm.title() + ", "))
        .max(Comparator.comparingInt(arm -> arm.title().length()));
  }

  private static Look of(Arm arm, boolean variant) {
    int[] shapes = variant ? OPEN : FILLED;
    return new Look(colour(arm), shapes[List.of(Arm.values()).indexOf(arm) % shapes.length]);
  }

  private static String colour(Arm arm) {
    return switch (arm) {
      case SPLIT -> "#0072B2";
      case SPLIT_GLOBAL -> "#56B4E9";
      case FEDAVG_WHOLE -> "#D55E00";
      case FEDAVG_HEAD -> "#E69F00";
      case DEVICE_HEAD -> "#009E73";
      case DEVICE_WHOLE -> "#CC79A7";
      case RAW -> "#000000";
      case NONE -> "#767676";
      case PRIOR -> "#A6A6A6";
    };
  }

  private static Look free(List<String> used) {
    int next = used.size();
    for (int i = 0; i < PALETTE.size(); i++) {
      if (!used.contains(PALETTE.get(i))) {
        return new Look(PALETTE.get(i), FILLED[i % FILLED.length]);
      }
    }
    return new Look(PALETTE.get(next % PALETTE.size()), OPEN[next % OPEN.length]);
  }
}
