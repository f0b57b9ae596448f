package dev.thaw.bench.evaluate.breakeven;

import static dev.thaw.bench.evaluate.breakeven.Sizes.bytes;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Up to how many samples split learning sends less than federated averaging. Immutable. */
record Lines(Plan plan, Sizes sizes) {
  private static final int LAST_ROUNDS = 20;
  private static final List<Integer> ROUNDS = List.of(1, 5, LAST_ROUNDS);
  private static final List<Versions> VERSIONS = List.of(Versions.one(), Versions.many());

  /** The horizontal axis of the plot, in powers of ten, and points between two of them. */
  private static final int DECADES = 4;

  private static final int STEPS = 4;

  List<Block> blocks() {
    List<Setup> setups = Setup.of(sizes);
    List<Block> blocks = new ArrayList<>();
    if (!setups.isEmpty() && !rivals().isEmpty()) {
      blocks.add(new Text(words(setups)));
      blocks.add(table(setups));
    }
    Setup.measured(sizes).forEach(setup -> blocks.add(plot(setup)));
    return blocks;
  }

  private List<Arm> rivals() {
    return plan.only(Arm.FEDAVG_HEAD, Arm.FEDAVG_WHOLE).toList();
  }

  private Table table(List<Setup> setups) {
    List<List<String>> rows = new ArrayList<>();
    for (Setup setup : setups) {
      for (Versions versions : VERSIONS) {
        rivals().forEach(rival -> rows.add(cells(setup, versions, rival)));
      }
    }
    List<String> columns = new ArrayList<>();
    columns.addAll(List.of("model", "feature, bytes", "head, bytes", "pulled, bytes", "versions"));
    columns.add("against");
    ROUNDS.forEach(rounds -> columns.add("R = " + rounds));
    return new Table(
        "Up to how many samples a device sends less by split learning than in R rounds",
        true,
        columns,
        rows);
  }

  private static List<String> cells(Setup setup, Versions versions, Arm rival) {
    ByteModel model = setup.bytes();
    List<String> cells = new ArrayList<>();
    cells.add(setup.name());
    cells.add(bytes(model.feature()));
    cells.add(bytes(model.head()));
    cells.add(bytes(model.pulled()));
    cells.add(versions.text());
    cells.add(rival.title());
    ROUNDS.forEach(rounds -> cells.add(bytes(within(setup, versions, rival, rounds))));
    return cells;
  }

  private static double within(Setup setup, Versions versions, Arm rival, int rounds) {
    ByteModel model = setup.bytes();
    if (rival == Arm.FEDAVG_HEAD) {
      return Math.floor(model.samplesWithin(model.fedAvgHead(rounds), versions));
    }
    return setup.hasModel()
        ? Math.floor(model.samplesWithin(model.fedAvgWhole(rounds), versions))
        : Double.NaN;
  }

  private String words(List<Setup> setups) {
    return String.join(" ", rivals().stream().map(rival -> words(setups, rival)).toList())
        + " Training on the device sends nothing at all.";
  }

  private static String words(List<Setup> setups, Arm rival) {
    List<String> lines = new ArrayList<>();
    for (Setup setup : setups) {
      double one = within(setup, Versions.one(), rival, 1);
      if (Double.isFinite(one)) {
        double twenty = within(setup, Versions.one(), rival, LAST_ROUNDS);
        lines.add("%s (%s) for %s".formatted(bytes(one), bytes(twenty), setup.name()));
      }
    }
    return "**%s sends less** than split learning with one version of the head "
            .formatted(rival.title())
        + "after 1 (%d) rounds where".formatted(LAST_ROUNDS)
        + " a device has more samples than "
        + String.join("; ", lines)
        + ".";
  }

  private Plot plot(Setup setup) {
    List<Plot.Series> series = new ArrayList<>();
    ByteModel model = setup.bytes();
    for (Versions versions : VERSIONS) {
      String name = "%s, versions: %s".formatted(Arm.SPLIT.title(), versions.text());
      series.add(line(name, n -> model.split(n, versions)));
      points(series, versions);
    }
    if (plan.has(Arm.RAW)) {
      series.add(line("raw upload, pen strokes", n -> model.raw(n, Versions.one())));
    }
    for (int rounds : rivals().isEmpty() ? List.<Integer>of() : ROUNDS) {
      series.add(line("FedAvg, head, R = " + rounds, n -> model.fedAvgHead(rounds)));
    }
    if (plan.has(Arm.FEDAVG_WHOLE)) {
      series.add(line("FedAvg, whole model, R = 1", n -> model.fedAvgWhole(1)));
    }
    return new Plot(
        "break-even-lines",
        "Bytes of a device by samples: " + setup.name(),
        Plot.Axis.logarithmic("samples"),
        Plot.Axis.logarithmic("bytes up and down"),
        series);
  }

  private void points(List<Plot.Series> series, Versions versions) {
    List<Plot.Point> points =
        sizes.sent().stream()
            .filter(row -> row.is(SizesCell.DEPTH, "" + Pair.DEPTH))
            .filter(row -> row.is(SentCell.VERSIONS, versions.text()))
            .map(row -> Plot.Point.of(Sizes.samples(row), row.figure(SentCell.ALL)))
            .toList();
    if (!points.isEmpty()) {
      series.add(new Plot.Series("measured, " + versions.text(), Plot.Mark.POINTS, points));
    }
  }

  private static Plot.Series line(String name, DoubleUnaryOperator bytes) {
    List<Plot.Point> points = new ArrayList<>();
    for (int i = 0; i <= DECADES * STEPS; i++) {
      double samples = Math.pow(10, (double) i / STEPS);
      points.add(Plot.Point.of(samples, bytes.applyAsDouble(samples)));
    }
    return new Plot.Series(name, Plot.Mark.EXPECTED, points);
  }
}
