package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.nets.Digits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the trials say about the targets, in sentences. Immutable. */
record Verdicts(List<Trial> trials) {
  private static final Arm WHOLE = Arm.FEDAVG_WHOLE;
  private static final double FASTER = 10;
  private static final double HANDWRITING_RELIEF = 10;
  private static final double MOBILE_RELIEF = 30;

  List<String> paragraphs() {
    List<String> said = new ArrayList<>();
    largest(ThroughputQuestion.HANDWRITING).ifPresent(trial -> said.add(speed(trial)));
    if (compared().size() > 1) {
      said.add(growth());
    }
    largest(ThroughputQuestion.HANDWRITING)
        .ifPresent(trial -> said.add(relief(trial, HANDWRITING_RELIEF)));
    largest(ThroughputQuestion.MOBILE).ifPresent(trial -> said.add(relief(trial, MOBILE_RELIEF)));
    if (!compared().isEmpty()) {
      said.add(prediction());
    } else {
      said.add("Nothing to compare: these rows are not of both arms.");
    }
    return said;
  }

  /** A value beside the least that it should be. */
  static String against(double value, double least) {
    String text = ThroughputSection.times(value);
    return value >= least
        ? text + " (target " + ThroughputSection.times(least) + ": reached)"
        : "%s (target %s: **missed**, %s of it)"
            .formatted(text, ThroughputSection.times(least), Digits.percent(value / least));
  }

  private String speed(Trial trial) {
    return "Samples per second of training on `"
        + trial.name()
        + "`, split against FedAvg of the whole model: "
        + against(trial.speedup(WHOLE), FASTER)
        + ". With the time in which a device makes the features: "
        + eachEpochs(epochs -> ThroughputSection.times(trial.speedup(WHOLE, epochs)))
        + '.';
  }

  private String growth() {
    List<Trial> all = compared();
    long rises =
        IntStream.range(1, all.size())
            .filter(i -> ratio(all.get(i)) > ratio(all.get(i - 1)))
            .count();
    Trial first = all.get(0);
    Trial last = all.get(all.size() - 1);
    boolean grew = ratio(last) > ratio(first);
    return "From the smallest model ("
        + named(first)
        + ") to the largest ("
        + named(last)
        + ") the ratio "
        + (grew ? "grows" : "**does not grow**")
        + "; it rises in "
        + rises
        + " of "
        + (all.size() - 1)
        + " steps from one to the next larger (rank correlation with size "
        + Digits.three(rankCorrelation(all))
        + "). All: "
        + all.stream()
            .map(t -> t.name() + " " + ThroughputSection.times(ratio(t)))
            .collect(Collectors.joining(", "))
        + '.';
  }

  private String relief(Trial trial, double least) {
    int first = Found.EPOCHS.get(0);
    double perEpoch = trial.figure(WHOLE, Found.deviceCpu(first)) / first;
    return "Device CPU on `"
        + trial.name()
        + "`, FedAvg of the whole model by split, both for the same number of epochs: "
        + eachEpochs(epochs -> against(trial.relief(WHOLE, epochs), least))
        + ". This counts the making of features, though a device of any arm recognises what its"
        + " person writes, which `accuracy` counts for none. A device makes each feature once, as it"
        + " predicts ("
        + Digits.three(trial.figure(Arm.SPLIT, Found.FEATURE))
        + " ms); the other trains on each sample in every epoch ("
        + Digits.three(perEpoch)
        + " ms), so "
        + ThroughputSection.times(least)
        + " takes "
        + Digits.three(Math.ceil(least * trial.figure(Arm.SPLIT, Found.FEATURE) / perEpoch))
        + " epochs. Made 32 at a time, a feature takes "
        + Digits.three(trial.figure(Arm.SPLIT, Found.IN_BATCH))
        + " ms: "
        + eachEpochs(epochs -> against(trial.reliefInBatches(WHOLE, epochs), least))
        + '.';
  }

  private String prediction() {
    Statistics found =
        Statistics.of(compared().stream().map(t -> ratio(t) / t.predicted(WHOLE)).toList());
    return "Against the ratio that counted operations predict, the measured one is "
        + Digits.three(found.low())
        + " to "
        + Digits.three(found.high())
        + " times as large (median "
        + Digits.three(found.median())
        + "). Below 1, what is not counted (dispatch of small operations, Adam, scoring) weighs on the"
        + " head's steps; above 1, on the steps of the whole model.";
  }

  private static String eachEpochs(IntFunction<String> figure) {
    return Found.EPOCHS.stream()
        .map(epochs -> epochs + " epochs " + figure.apply(epochs))
        .collect(Collectors.joining(", "));
  }

  private static String named(Trial trial) {
    return "`"
        + trial.name()
        + "`, "
        + Digits.three(trial.megaFlops())
        + " MFLOP, "
        + ThroughputSection.times(ratio(trial));
  }

  /** Those with both arms, smaller models first. */
  private List<Trial> compared() {
    return trials.stream().filter(trial -> Double.isFinite(ratio(trial))).toList();
  }

  private Optional<Trial> largest(String model) {
    return compared().stream()
        .filter(trial -> trial.model().equals(model))
        .reduce((smaller, larger) -> larger);
  }

  private static double ratio(Trial trial) {
    return trial.speedup(WHOLE);
  }

  /** Spearman's, of size and ratio; the trials are in order of size. */
  private static double rankCorrelation(List<Trial> all) {
    int n = all.size();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double own = ratio(all.get(i));
      long rank = all.stream().filter(other -> ratio(other) < own).count();
      squares += (i - rank) * (double) (i - rank);
    }
    return 1 - 6 * squares / (n * ((double) n * n - 1));
  }
}
