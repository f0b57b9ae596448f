package dev.thaw.cloud.training;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.Comparator;

/**
 * An uploaded feature as an example, whose it is, and when it came about. Immutable.
 *
 * @param annotatedAt by the device's clock
 * @param sequence its place in the feature log
 */
record Upload(String device, SampleId sample, Instant annotatedAt, long sequence, Example example) {
  /** By the time of the annotation; of the same time by arrival. */
  static final Comparator<Upload> BY_TIME =
      Comparator.comparing(Upload::annotatedAt).thenComparingLong(Upload::sequence);
}
