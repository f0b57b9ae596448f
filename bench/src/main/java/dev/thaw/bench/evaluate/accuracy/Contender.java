package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One arm under one set of conditions: its rows by round, each over all seeds. An arm without
 * rounds has one, number 0. Immutable.
 *
 * @param label for tables and legends
 */
record Contender(Arm arm, String label, TreeMap<Integer, List<Row>> rounds) {
  private static final String COMPRESSED = "on";

  /** Those that {@code rows} are of, in the order of {@link Arm}. */
  static List<Contender> of(List<Row> rows) {
    Map<String, List<Row>> byLabel =
        rows.stream().collect(Collectors.groupingBy(Contender::label, Collectors.toList()));
    List<Contender> all = new ArrayList<>();
    byLabel.forEach(
        (label, own) ->
            Arm.titled(own.get(0).arm()).ifPresent(arm -> all.add(of(arm, label, own))));
    all.sort(Comparator.comparing(Contender::arm).thenComparing(Contender::label));
    return all;
  }

  private static Contender of(Arm arm, String label, List<Row> rows) {
    TreeMap<Integer, List<Row>> rounds =
        rows.stream()
            .collect(Collectors.groupingBy(Contender::round, TreeMap::new, Collectors.toList()));
    return new Contender(arm, label, rounds);
  }

  /** The rows of the round with the best mean accuracy; of the earliest of equals. */
  List<Row> best() {
    return rounds.getOrDefault(bestRound(), List.of());
  }

  /** Its number; 0 without rounds. */
  int bestRound() {
    int best = rounds.firstKey();
    for (int round : rounds.keySet()) {
      best = accuracy(round) > accuracy(best) ? round : best;
    }
    return best;
  }

  /** The label, with the best round if there are rounds. */
  String labelAtBest() {
    return bestRound() == 0 ? label : label + ", round " + bestRound();
  }

  /** A figure at the best round. */
  Statistics figure(String name) {
    return Statistics.of(best(), row -> row.figure(name));
  }

  /** Bytes of a device in both directions at the best round. */
  Statistics bytes() {
    return Statistics.of(best(), Contender::bytes);
  }

  static double bytes(Row row) {
    return row.figure("bytes up") + row.figure("bytes down");
  }

  private double accuracy(int round) {
    return Statistics.of(rounds.getOrDefault(round, List.of()), row -> row.figure("accuracy"))
        .mean();
  }

  private static int round(Row row) {
    String round = row.conditions().getOrDefault("round", "-");
    return round.equals("-") ? 0 : Integer.parseInt(round);
  }

  private static String label(Row row) {
    return row.is("compression", COMPRESSED) ? row.arm() + ", int8 updates" : row.arm();
  }
}
