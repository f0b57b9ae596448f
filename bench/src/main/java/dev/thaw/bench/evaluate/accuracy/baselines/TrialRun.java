package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.baseline.Cost;
import dev.thaw.bench.baseline.FedAvg;
import dev.thaw.bench.baseline.OnDevice;
import dev.thaw.bench.baseline.Scoreboard;
import dev.thaw.bench.baseline.Slice;
import dev.thaw.bench.baseline.Standing;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.data.Population;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/** One trial on its people. Not thread-safe; used once. */
final class TrialRun {
  private final Trial trial;
  private final Stage stage;
  private final Slice slice;
  private final Population people;
  private final Scoreboard board;

  TrialRun(Trial trial, Stage stage) {
    this.trial = trial;
    this.stage = stage;
    this.slice = stage.slice(trial);
    this.people = stage.people();
    this.board = stage.board(trial);
  }

  /**
   * Runs it.
   *
   * @param progress told the share that is done
   */
  List<Row> rows(Scale scale, DoubleConsumer progress) {
    return trial.isFederated() ? federated(scale, progress) : List.of(own(scale));
  }

  private List<Row> federated(Scale scale, DoubleConsumer progress) {
    int rounds = Tuning.rounds(scale, trial);
    List<Row> rows = new ArrayList<>();
    try (FedAvg fed = new FedAvg(slice, people.people(), Tuning.federated(trial))) {
      while (fed.rounds() < rounds) {
        fed.round();
        if (Tuning.isScored(fed.rounds(), rounds)) {
          Standing standing = board.of(fed.global());
          rows.add(row(fed.rounds(), standing, fed.cost()));
        }
        progress.accept((double) fed.rounds() / rounds);
      }
    }
    return rows;
  }

  private Row own(Scale scale) {
    OnDevice devices =
        OnDevice.train(slice, people.people(), Tuning.own(scale, trial), trial.hands().seed());
    return row(0, board.of(person -> devices.own().get(person)), devices.cost());
  }

  /** The round is 0 for an arm that has none. */
  private Row row(int round, Standing standing, Cost cost) {
    Map<String, String> conditions =
        Map.of(
            "data",
            people.data(),
            "order",
            trial.hands().orderName(),
            "depth",
            Integer.toString(stage.headDepth()),
            "dtype",
            "fp32",
            "compression",
            trial.compressed() ? "on" : "off",
            "round",
            round == 0 ? "-" : Integer.toString(round));
    Map<String, Double> figures = figures(standing, cost);
    figures.put("wake-ups", round * Tuning.federated(trial).share());
    return Row.measured(trial.arm().title(), conditions, trial.hands().seed(), figures);
  }

  private Map<String, Double> figures(Standing standing, Cost cost) {
    double devices = people.people().size();
    Map<String, Double> figures = new TreeMap<>();
    figures.put("people", devices);
    figures.put("accuracy", standing.accuracy());
    figures.put("general accuracy", standing.general());
    figures.put("worse people", (double) standing.worse());
    figures.put("worst loss", standing.worstLoss());
    figures.put("bytes up", cost.bytesUp() / devices);
    figures.put("bytes down", cost.bytesDown() / devices);
    figures.put("device CPU s", cost.deviceCpuSeconds() / devices);
    figures.put("cloud CPU s", cost.cloudCpuSeconds());
    figures.put("wall s", cost.wallSeconds());
    figures.put("training samples", (double) cost.trainingSamples());
    figures.put("samples per device s", cost.samplesPerDeviceSecond());
    return figures;
  }
}
