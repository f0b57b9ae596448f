package dev.thaw.cache;

import java.time.Instant;

/**
 * The label that a person gave for a sample. Immutable.
 *
 * @param sequence its place in upload order
 */
record Annotation(int label, Instant when, long sequence, State state) {
  /** How far the sample is on its way to the cloud. */
  enum State {
    /** In the outbox, and the cloud has never acknowledged the sample. */
    PENDING,
    /** The cloud has the sample with this label. */
    ACKNOWLEDGED,
    /** In the outbox once more: the cloud has acknowledged the sample before. */
    AGAIN
  }

  boolean isAcknowledged() {
    return state == State.ACKNOWLEDGED;
  }

  /** Whether the cloud has acknowledged the sample, with this label or an earlier one. */
  boolean wasAcknowledged() {
    return state != State.PENDING;
  }

  Annotation asAcknowledged() {
    return new Annotation(label, when, sequence, State.ACKNOWLEDGED);
  }

  Annotation asPending(long newSequence) {
    State pending = wasAcknowledged() ? State.AGAIN : State.PENDING;
    return new Annotation(label, when, newSequence, pending);
  }

  /**
   * This annotation with the label that a person gave instead. It is later than this one, also if
   * the clock was put back meanwhile: the cloud keeps the later of two labels.
   */
  Annotation corrected(int newLabel, Instant newWhen) {
    Instant least = when.plusMillis(1);
    return new Annotation(newLabel, newWhen.isAfter(when) ? newWhen : least, sequence, state);
  }
}
