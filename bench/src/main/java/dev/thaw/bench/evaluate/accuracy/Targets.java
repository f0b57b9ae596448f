package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Arm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the split arm must reach beside federated averaging of the whole model. Immutable. */
record Targets(List<Contender> contenders) {
  private static final double BYTES = 20;
  private static final double DEVICE_TIME = 10;

  /** In words, from the rows. */
  String text() {
    Optional<Contender> split = of(Arm.SPLIT);
    Optional<Contender> whole = of(Arm.FEDAVG_WHOLE);
    if (split.isEmpty() || whole.isEmpty()) {
      return "The split arm or FedAvg of the whole model was not run: they are not compared.";
    }
    return text(split.get(), whole.get());
  }

  private static String text(Contender split, Contender whole) {
    double own = split.figure("accuracy").mean();
    double best = whole.figure("accuracy").mean();
    String reached =
        String.format(
            Locale.ROOT,
            "FedAvg of the whole model is best at round %d with %.1f%%; split heads have %.1f%%%s.",
            whole.bestRound(),
            100 * best,
            100 * own,
            own < best
                ? " and **do not reach it**, so that the ratios are not at equal accuracy"
                : "");
    double recognising = split.figure("recognition CPU s").mean();
    double ownTime = split.figure("device CPU s").mean();
    double otherTime = whole.figure("device CPU s").mean();
    return String.join(
        " ",
        reached,
        ratio("Bytes of a device", whole.bytes().mean() / split.bytes().mean(), BYTES),
        ratio("Processor time of a device", otherTime / ownTime, DEVICE_TIME),
        String.format(
            Locale.ROOT,
            "With the %.2f s of recognising what was corrected added to both, that is %.1f times.",
            recognising,
            (otherTime + recognising) / (ownTime + recognising)));
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

  private Optional<Contender> of(Arm arm) {
    return contenders.stream()
        .filter(each -> each.arm() == arm && each.label().equals(arm.title()))
        .findFirst();
  }
}
