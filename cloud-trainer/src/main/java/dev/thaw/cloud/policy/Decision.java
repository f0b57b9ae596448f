package dev.thaw.cloud.policy;

import java.time.Instant;

/**
 * What the freeze policy decided at its last look. Immutable.
 *
 * @param from the depth that it found
 * @param to the depth that it moved to; {@code from} if it stayed
 * @param reason why, in one sentence
 */
public record Decision(String task, Instant decidedAt, int from, int to, String reason) {
  /** Whether it moved the freeze point. */
  public boolean moved() {
    return from != to;
  }
}
