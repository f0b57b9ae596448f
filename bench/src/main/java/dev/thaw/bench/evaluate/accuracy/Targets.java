package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the split arm must reach beside federated averaging of the whole model. Immutable. */
record Targets(List<Contender> contenders) {
  private static final double BYTES = 20;
  private static final double DEVICE_TIME = 10;

  /** Less than this, half a point, is taken for noise. */
  private static final double A_GAIN = 0.005;

  private static final Arm WHOLE = Arm.FEDAVG_WHOLE;
  private static final String ACCURACY = "accuracy";
  private static final String TIME = "device CPU s";

  /** In words, from the rows. */
  String text() {
    Optional<Contender> split = of(Arm.SPLIT, Arm.SPLIT.title());
    Optional<Contender> whole = of(WHOLE, WHOLE.title());
    if (split.isEmpty() || whole.isEmpty()) {
      return "The split arm or FedAvg of the whole model was not run: they are not compared.";
    }
    List<String> sentences = new ArrayList<>(compared(split.get(), whole.get()));
    contenders.stream()
        .filter(each -> each.arm() == WHOLE && !each.equals(whole.get()))
        .forEach(each -> sentences.add(compressed(split.get(), each)));
    noGain(split.get(), whole.get()).ifPresent(sentences::add);
    return String.join(" ", sentences);
  }

  private static List<String> compared(Contender split, Contender whole) {
    double own = split.figure(ACCURACY).mean();
    double best = whole.figure(ACCURACY).mean();
    double recognising = split.figure("recognition CPU s").mean();
    return List.of(
        String.format(
            Locale.ROOT,
            "FedAvg of the whole model is best at round %d with %.1f%%; split heads have %.1f%%%s.",
            whole.bestRound(),
            100 * best,
            100 * own,
            own < best
                ? " and **do not reach it**, so that the ratios are not at equal accuracy"
                : ""),
        ratio("Bytes of a device", bytes(split, whole.best()), BYTES),
        ratio("Processor time of a device", time(split, whole.best(), 0), DEVICE_TIME),
        String.format(
            Locale.ROOT,
            "With the %.2f s of recognising what was corrected added to both, that is %.1f times.",
            recognising,
            time(split, whole.best(), recognising)));
  }

  private static String compressed(Contender split, Contender whole) {
    return String.format(
        Locale.ROOT,
        "%s is best at round %d with %.1f%%: %.1f times the bytes of split, %.1f times its"
            + " processor time.",
        whole.label(),
        whole.bestRound(),
        100 * whole.figure(ACCURACY).mean(),
        bytes(split, whole.best()),
        time(split, whole.best(), 0));
  }

  /** Where averaging gains nothing, its best round says little, and the first is the cheapest. */
  private static Optional<String> noGain(Contender split, Contender whole) {
    List<Double> rounds =
        whole.rounds().values().stream().map(rows -> mean(rows, ACCURACY)).sorted().toList();
    double general = mean(whole.best(), "general accuracy");
    double best = rounds.get(rounds.size() - 1);
    if (best - general >= A_GAIN) {
      return Optional.empty();
    }
    List<Row> first = whole.rounds().firstEntry().getValue();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "**Averaging gains next to nothing on these people**: its rounds lie between %.1f%% and"
                + " %.1f%%, no training has %.1f%%. Which round is best is chance then; beside"
                + " the first one, which costs least, the ratios are %.1f in bytes and %.1f in"
                + " processor time.",
            100 * rounds.get(0),
            100 * best,
            100 * general,
            bytes(split, first),
            time(split, first, 0)));
  }

  private static double bytes(Contender split, List<Row> other) {
    return Statistics.of(other, Contender::bytes).mean() / split.bytes().mean();
  }

  private static double time(Contender split, List<Row> other, double both) {
    double own = split.figure(TIME).mean();
    return (mean(other, TIME) + both) / (own + both);
  }

  private static double mean(List<Row> rows, String figure) {
    return Statistics.of(rows, row -> row.figure(figure)).mean();
  }

  private static String ratio(String what, double ratio, double target) {
    return String.format(
        Locale.ROOT,
        "%s until then: %.1f times those of split (target %.0f: %s).",
        what,
        ratio,
        target,
        ratio >= target ? "met" : "**missed**");
  }

  private Optional<Contender> of(Arm arm, String label) {
    return contenders.stream()
        .filter(each -> each.arm() == arm && each.label().equals(label))
        .findFirst();
  }
}
