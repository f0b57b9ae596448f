package dev.thaw.edge.canary;

import dev.thaw.protocol.SampleId;

/**
 * One sample that the head and the general model read differently, and what a person said since.
 * Immutable.
 *
 * <p>People correct mistakes and leave alone what is right. So silence is taken for consent: a
 * sample that nobody annotates counts for whoever answered. While the head answers that favours it,
 * for some mistakes are overlooked; the canary is slower by them, never harsher.
 *
 * @param general the general model's label
 * @param head the head's label, another one
 * @param headAnswered which of the two the person saw
 * @param annotated the label that a person gave, or {@link #SILENCE}
 */
record Disagreement(
    SampleId sample, int general, int head, boolean headAnswered, int annotated) {
  static final int SILENCE = -1;

  Disagreement annotated(int label) {
    return new Disagreement(sample, general, head, headAnswered, label);
  }

  boolean isForGeneral() {
    return annotated == SILENCE ? !headAnswered : annotated == general;
  }

  boolean isForHead() {
    return annotated == SILENCE ? headAnswered : annotated == head;
  }
}
