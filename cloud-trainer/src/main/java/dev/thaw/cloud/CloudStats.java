package dev.thaw.cloud;

import dev.thaw.protocol.SampleOutcome;
import java.util.Map;

/**
 * Counters since the process started, and sizes now. Immutable.
 *
 * @param outcomes samples taken in, by outcome
 * @param batches batches acknowledged
 * @param commits synced writes that made them durable
 * @param commitSeconds time spent in those writes
 * @param waitingBatches batches not yet acknowledged
 * @param waitingScopes scopes in the training queue, the running one included
 * @param runsPublished training runs whose head was published
 * @param runsHeldBack training runs whose head was held back
 * @param trainingSeconds time spent training
 * @param devices devices ever seen, counted once per task
 */
public record CloudStats(
    Map<SampleOutcome, Long> outcomes,
    long batches,
    long commits,
    double commitSeconds,
    int waitingBatches,
    int waitingScopes,
    long runsPublished,
    long runsHeldBack,
    double trainingSeconds,
    int devices) {
  public CloudStats {
    outcomes = Map.copyOf(outcomes);
  }
}
