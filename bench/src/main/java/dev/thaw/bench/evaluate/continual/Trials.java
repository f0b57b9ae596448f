package dev.thaw.bench.evaluate.continual;

import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** All that is compared, on the same digits and in the same orders. Immutable. */
record Trials(Plan plan, Extent extent) {
  static final String ACCURACY = "accuracy";
  static final String TRANSFER = "backward transfer";
  static final String SECONDS = "training s";
  static final String BYTES = "cache bytes";

  /**
   * Runs them, one after the other.
   *
   * @param progress told the share that is done, from 0 to 1
   */
  List<Row> run(FrozenDigits digits, DoubleConsumer progress) {
    List<Kept> all = Kept.all(extent.budgets(), digits.training().size());
    List<Row> rows = new ArrayList<>();
    long seeds = plan.seeds().count();
    for (long seed : plan.seeds().toArray()) {
      for (Kept kept : all) {
        rows.add(row(digits, kept, seed));
        progress.accept(rows.size() / (double) (seeds * all.size()));
      }
    }
    return rows;
  }

  private Row row(FrozenDigits digits, Kept kept, long seed) {
    try (Learner learner = kept.learner(digits, extent.options(), seed)) {
      Sequence sequence = Sequence.run(learner, ClassOrder.of(seed), digits);
      return Row.measured(kept.arm(), conditions(digits, kept), seed, figures(sequence));
    }
  }

  private static Map<String, String> conditions(FrozenDigits digits, Kept kept) {
    return Map.of(
        "data", digits.data(),
        "backbone", digits.backbone(),
        "tasks", Integer.toString(ClassOrder.TASKS),
        "budget", kept.budget(),
        "trainer", kept.trainer(),
        "training samples", Integer.toString(digits.training().size()),
        "test samples", Integer.toString(digits.test().size()));
  }

  private static Map<String, Double> figures(Sequence sequence) {
    return Map.of(
        ACCURACY, sequence.accuracies().accuracy(),
        TRANSFER, sequence.accuracies().backwardTransfer(),
        SECONDS, sequence.seconds(),
        BYTES, (double) sequence.keptBytes());
  }
}
