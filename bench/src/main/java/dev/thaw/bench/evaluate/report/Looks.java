package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    Map<String, Look> taken = new LinkedHashMap<>();
    for (Series each : series) {
      arm(each.name()).ifPresent(arm -> taken.put(each.name(), of(arm, each.name())));
    }
    for (Series each : series) {
      taken.computeIfAbsent(each.name(), name -> other(each, List.copyOf(taken.values())));
    }
    return new Looks(
        series.stream().map(each -> Objects.requireNonNull(taken.get(each.name()))).toList());
  }

  private static Look other(Series series, List<Look> taken) {
    List<String> used = taken.stream().map(Look::colour).toList();
    if (series.mark() == Mark.EXPECTED && !used.contains(EXPECTATION)) {
      return new Look(EXPECTATION, FILLED[0]);
    }
    return free(used);
  }

  /**
   * The arm that is named, or of which it is a variant, as in {@code "FedAvg, head, int8 updates"},
   * or with which something is compared, as in {@code "measured, against FedAvg, head"}.
   */
  private static Optional<Arm> arm(String name) {
    return Stream.of(Arm.values())
        .filter(arm -> isAbout(name, arm.title()))
        .max(Comparator.comparingInt(arm -> arm.title().length()));
  }

  private static boolean isAbout(String name, String title) {
    return name.equals(title)
        || name.startsWith(title + ", ")
        || name.endsWith(" against " + title);
  }

  private static Look of(Arm arm, String name) {
    int[] shapes = name.startsWith(arm.title() + ", ") ? OPEN : FILLED;
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
