package dev.thaw.bench.evaluate.caching;

import static dev.thaw.bench.evaluate.caching.Findings.text;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link Epochs} shows, and what {@link EvictionRules} saw devices do meanwhile. Immutable.
 */
record EpochsFound(Findings found, Findings updates) {
  List<Block> blocks() {
    List<List<String>> table = new ArrayList<>();
    for (String epoch : found.values(Epochs.EPOCH)) {
      table.add(
          List.of(
              epoch,
              forwards(Piece.ON, epoch),
              forwards(Piece.OFF, epoch),
              text("%.3f", found.figure(Piece.ON, Epochs.EPOCH, epoch, Epochs.WALL)),
              text("%.3f", found.figure(Piece.OFF, Epochs.EPOCH, epoch, Epochs.WALL))));
    }
    List<String> columns =
        List.of("epoch", "cache on: forwards", "cache off: forwards", "cache on: s", "off: s");
    return List.of(
        new Text(words()),
        Table.measured("Backbone forwards per sample in each epoch of a head", columns, table),
        plot());
  }

  private String forwards(String arm, String epoch) {
    return text("%.0f", found.figure(arm, Epochs.EPOCH, epoch, Epochs.FORWARDS));
  }

  private String words() {
    double on = later(Piece.ON, Epochs.FORWARDS);
    double off = later(Piece.OFF, Epochs.FORWARDS);
    double cpu = later(Piece.OFF, Epochs.CPU) / later(Piece.ON, Epochs.CPU);
    String loops =
        "Training a head on kept activations ran the backbone %s times a sample after the first "
                .formatted(text("%.0f", on))
            + "epoch; without a cache, as in federated averaging of the head or on the device, "
            + "%s times in the same epochs, and they took %s times the processor time."
                .formatted(text("%.0f", off), text("%.1f", cpu));
    return loops + device();
  }

  private String device() {
    double heads = updates.rows().stream().mapToDouble(r -> r.figure(EvictionRules.UPDATES)).sum();
    double runs = updates.rows().stream().mapToDouble(r -> r.figure(EvictionRules.TRAINING)).sum();
    return updates.isEmpty()
        ? ""
        : " While the cloud trained %.0f heads for devices, their backbones ran %.0f times."
            .formatted(heads, runs);
  }

  /** The sum over all epochs but the first. */
  private double later(String arm, String figure) {
    return found
        .of(arm)
        .filter(r -> !r.is(Epochs.EPOCH, "1"))
        .mapToDouble(r -> r.figure(figure))
        .sum();
  }

  private Plot plot() {
    return new Plot(
        "cache-epochs",
        "Backbone forwards per sample until an epoch's end",
        Plot.Axis.linear("epoch"),
        Plot.Axis.linear("backbone forwards per sample"),
        List.of(cumulated(Piece.ON), cumulated(Piece.OFF)));
  }

  private Plot.Series cumulated(String arm) {
    List<Plot.Point> points = new ArrayList<>();
    double sum = 0;
    for (Row row : found.of(arm).toList()) {
      sum += row.figure(Epochs.FORWARDS);
      points.add(Plot.Point.of(Double.parseDouble(row.condition(Epochs.EPOCH)), sum));
    }
    return new Plot.Series(arm, Plot.Mark.LINE, points);
  }
}
