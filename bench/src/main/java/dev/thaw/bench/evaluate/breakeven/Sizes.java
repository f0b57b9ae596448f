package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.protocol.DType;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The sizes that rows hold; those of rows that are missing are NaN. Immutable. */
record Sizes(List<Row> rows) {
  Sizes {
    rows = List.copyOf(rows);
  }

  Stream<Row> of(String what) {
    return rows.stream().filter(row -> row.is(SizesCell.WHAT, what));
  }

  /** The depths of features, in order. */
  List<Integer> depths() {
    return of(SizesCell.FEATURE)
        .map(row -> Integer.valueOf(row.condition(SizesCell.DEPTH)))
        .distinct()
        .sorted()
        .toList();
  }

  /** Mean bytes of a feature on the wire. */
  double feature(int depth, DType dtype) {
    return figure(features(depth, dtype), SizesCell.BYTES);
  }

  double values(int depth) {
    return figure(features(depth, DType.INT8), SizesCell.VALUES);
  }

  /** What a sample takes in a frame besides its values: its id, label, times, share of the rest. */
  double framing() {
    return features(lastDepth(), DType.FP32)
        .map(row -> row.figure(SizesCell.BYTES) - row.estimate(SizesCell.PAYLOAD))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Canonical bytes of what {@code arm} sends one way. */
  double layers(Arm arm, int depth) {
    return figure(
        of(SizesCell.LAYERS)
            .filter(row -> row.arm().equals(arm.title()))
            .filter(row -> row.is(SizesCell.DEPTH, "" + depth)),
        SizesCell.BYTES);
  }

  /** Mean bytes of a sample that is uploaded raw. */
  double raw(String form) {
    return figure(of(SizesCell.INPUT).filter(row -> row.is(SizesCell.FORM, form)), SizesCell.BYTES);
  }

  /** What was really sent, few samples first. */
  List<Row> sent() {
    return of(SentCell.SENT).sorted(Comparator.comparingInt(Sizes::samples)).toList();
  }

  /** Bytes of a version of the head as it was pulled, in the run of the fewest samples. */
  double pulled(int depth) {
    return sent().stream()
        .filter(row -> row.is(SizesCell.DEPTH, "" + depth) && row.figure(SentCell.PULLED) > 0)
        .mapToDouble(row -> row.figure(SentCell.LAYERS) / row.figure(SentCell.PULLED))
        .findFirst()
        .orElse(Double.NaN);
  }

  static int samples(Row sent) {
    return Integer.parseInt(sent.condition(SentCell.SAMPLES));
  }

  /** Bytes as tables show them; a dash for NaN. */
  static String bytes(double bytes) {
    return Double.isFinite(bytes) ? String.format(Locale.ROOT, "%,.0f", bytes) : "-";
  }

  private Stream<Row> features(int depth, DType dtype) {
    return of(SizesCell.FEATURE)
        .filter(row -> row.is(SizesCell.DEPTH, "" + depth))
        .filter(row -> row.is(SizesCell.DTYPE, dtype.toString()));
  }

  private int lastDepth() {
    List<Integer> depths = depths();
    return depths.isEmpty() ? 0 : depths.get(depths.size() - 1);
  }

  private static double figure(Stream<Row> rows, String name) {
    return rows.mapToDouble(row -> row.figure(name)).findFirst().orElse(Double.NaN);
  }
}
