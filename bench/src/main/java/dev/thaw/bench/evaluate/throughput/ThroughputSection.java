package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.nets.Digits;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The answer. Immutable. */
record ThroughputSection(List<Trial> trials) {
  static final List<Arm> ALL = List.of(Arm.SPLIT, Arm.FEDAVG_WHOLE, Arm.FEDAVG_HEAD);
  static final List<Arm> OTHERS = List.of(Arm.FEDAVG_WHOLE, Arm.FEDAVG_HEAD);

  private static final String METHOD =
      """
      One thread, batches of 32, the arms in turns, medians. **split** is the cloud's trainer \
      (Adam) on int8 features that are there already; before its first epoch a device makes each \
      feature once, one input at a time as it predicts; what it would take 32 at a time is stated \
      beside it. **FedAvg, whole model** is a step of plain \
      SGD of all layers from inputs. **FedAvg, head** has no cache: each step runs the frozen \
      layers on its inputs again, then trains the head; their statistics stay fixed in all arms, \
      and the baselines find their batches in native memory. Frozen are all layers but the last, \
      which classifies; of `handwriting` all but two, as when a cloud installs it. Nets other than \
      `handwriting` are untrained and their inputs random: speed does not depend on it. Device CPU \
      leaves out radio, storage and the installing of heads.""";

  Section section() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Text(METHOD));
    blocks.add(speeds());
    blocks.add(speedups());
    blocks.add(relief());
    blocks.add(predictions());
    blocks.addAll(new ThroughputPlots(trials).plots());
    blocks.add(new Text(String.join("\n\n", new Verdicts(trials).paragraphs())));
    return new Section("Training throughput as the model grows", blocks);
  }

  private Table speeds() {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "model", "input", "MFLOP", "frozen", "arm", "steps/s", "samples/s of training"));
    Found.EPOCHS.forEach(epochs -> columns.add("device CPU ms per sample, " + epochs + " epochs"));
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : trials) {
      ALL.stream()
          .filter(arm -> trial.row(arm).isPresent())
          .forEach(arm -> rows.add(speed(trial, arm)));
    }
    return Table.measured("Steps of training, and what a device computes for them", columns, rows);
  }

  private static List<String> speed(Trial trial, Arm arm) {
    List<String> cells = new ArrayList<>(List.of(trial.model(), trial.input()));
    cells.add(Digits.three(trial.megaFlops()));
    cells.add(Digits.percent(trial.figure(arm, Found.FROZEN)));
    cells.add(arm.title());
    cells.add(Digits.three(trial.figure(arm, Found.STEPS)));
    cells.add(Digits.three(trial.figure(arm, Found.SAMPLES)));
    Found.EPOCHS.forEach(
        epochs -> cells.add(Digits.three(trial.figure(arm, Found.deviceCpu(epochs)))));
    return cells;
  }

  private Table speedups() {
    List<String> columns = new ArrayList<>(List.of("model", "input", "split against", "training"));
    Found.EPOCHS.forEach(epochs -> columns.add(epochs + " epochs and the features"));
    return Table.measured(
        "Samples per second of training, split by federated averaging",
        columns,
        compared(
            (trial, other) -> {
              List<String> cells = new ArrayList<>(List.of(times(trial.speedup(other))));
              Found.EPOCHS.forEach(epochs -> cells.add(times(trial.speedup(other, epochs))));
              return cells;
            }));
  }

  private Table relief() {
    List<String> columns = new ArrayList<>(List.of("model", "input", "split against"));
    Found.EPOCHS.forEach(epochs -> columns.add(epochs + " epochs"));
    Found.EPOCHS.forEach(epochs -> columns.add(epochs + " epochs, features made 32 at a time"));
    return Table.measured(
        "Device CPU time, federated averaging by split",
        columns,
        compared(
            (trial, other) -> {
              List<String> cells = new ArrayList<>();
              Found.EPOCHS.forEach(epochs -> cells.add(times(trial.relief(other, epochs))));
              Found.EPOCHS.forEach(
                  epochs -> cells.add(times(trial.reliefInBatches(other, epochs))));
              return cells;
            }));
  }

  private Table predictions() {
    return new Table(
        "Samples per second of training, split against the other: predicted from counted operations",
        true,
        List.of("model", "input", "split against", "predicted", "measured", "measured / predicted"),
        compared(
            (trial, other) -> {
              double predicted = trial.predicted(other);
              double measured = trial.speedup(other);
              return List.of(times(predicted), times(measured), Digits.three(measured / predicted));
            }));
  }

  /** A row for each net and baseline: their names, then {@code figures}. */
  private List<List<String>> compared(BiFunction<Trial, Arm, List<String>> figures) {
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : trials) {
      for (Arm other : OTHERS) {
        List<String> cells = new ArrayList<>(List.of(trial.model(), trial.input(), other.title()));
        cells.addAll(figures.apply(trial, other));
        rows.add(cells);
      }
    }
    return rows;
  }

  static String times(double ratio) {
    return Double.isNaN(ratio) ? "-" : Digits.three(ratio) + "x";
  }
}
