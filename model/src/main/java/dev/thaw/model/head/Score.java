package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import java.util.Map;

/**
 * How layers do on a set, without dropout. Immutable.
 *
 * @param loss weighted mean cross-entropy in nats
 * @param accuracy weighted share of hits, 0 to 1
 */
record Score(double loss, double accuracy) {
  /** Nothing was measured. */
  static final Score NONE = new Score(Double.NaN, Double.NaN);

  private static final int ROWS = 512;

  /**
   * Runs {@code job} as it is now over all of {@code set}; changes neither.
   *
   * @param beforeRows run now and then; what it throws comes through
   */
  static Score of(ThawedLayers job, TrainingSet set, float temperature, Runnable beforeRows) {
    double loss = 0;
    double hits = 0;
    for (int from = 0; from < set.size(); from += ROWS) {
      beforeRows.run();
      try (NDManager scratch = job.manager().newSubManager()) {
        int to = Math.min(set.size(), from + ROWS);
        TrainingSet.Order rows = set.asGiven().slice(scratch, from, to);
        NDArray logits = job.logits(rows.activations(), Pass.EVALUATION);
        loss += rows.loss(logits, temperature).getFloat();
        hits += rows.hits(logits);
      }
    }
    return new Score(loss / set.size(), hits / set.size());
  }

  /** The metrics of {@link TrainedHead} but for the time. */
  static Map<String, Double> metrics(
      Score before, Score after, int examples, int epochs, int steps) {
    return Map.of(
        "examples", (double) examples,
        "epochs", (double) epochs,
        "steps", (double) steps,
        "lossBefore", before.loss(),
        "loss", after.loss(),
        "accuracyBefore", before.accuracy(),
        "trainAccuracy", after.accuracy());
  }
}
