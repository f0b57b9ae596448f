package dev.thaw.cache;

import java.time.Instant;

/**
 * The label that a person gave for a sample. Immutable.
 *
 * @param sequence its place in upload order
 * @param acknowledged whether the cloud has the sample with this label
 */
record Annotation(int label, Instant when, long sequence, boolean acknowledged) {
  Annotation asAcknowledged() {
    return new Annotation(label, when, sequence, true);
  }

  Annotation asPending(long newSequence) {
    return new Annotation(label, when, newSequence, false);
  }
}
