package dev.thaw.cloud.features;

import dev.thaw.protocol.SampleOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what the committer thread does. Thread-safe. */
final class LogCounters {
  private static final double NANOS = 1e9;

  private final Map<SampleOutcome, Long> outcomes = new EnumMap<>(SampleOutcome.class);
  private long batches;
  private long commits;
  private long commitNanos;

  synchronized void acknowledged(List<SampleOutcome> batch) {
    batches++;
    batch.forEach(outcome -> outcomes.merge(outcome, 1L, Long::sum));
  }

  synchronized void committed(long nanos) {
    commits++;
    commitNanos += nanos;
  }

  synchronized LogStats stats(int waiting) {
    return new LogStats(outcomes, batches, commits, commitNanos / NANOS, waiting);
  }
}
