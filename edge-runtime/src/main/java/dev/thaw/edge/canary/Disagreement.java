package dev.thaw.edge.canary;

import dev.thaw.protocol.SampleId;

/**
 * One sample that the head and the general model read differently, and what a person said since.
 * Immutable.
 *
 * @param general the general model's label
 * @param head the head's label, another one
 * @param silence for whom it counts as long as nobody annotates it
 * @param annotated the label that a person gave, or {@link #NOTHING}
 */
record Disagreement(SampleId sample, int general, int head, Side silence, int annotated) {
  static final int NOTHING = -1;

  /** For whom a sample counts. */
  enum Side {
    GENERAL,
    HEAD,
    NOBODY
  }

  Disagreement annotated(int label) {
    return new Disagreement(sample, general, head, silence, label);
  }

  Side winner() {
    if (annotated == NOTHING) {
      return silence;
    }
    return annotated == general ? Side.GENERAL : annotated == head ? Side.HEAD : Side.NOBODY;
  }
}
