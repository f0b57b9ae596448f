package dev.thaw.cloud.audit;

import dev.thaw.protocol.Digest;

/** Whether the log is as it was written. */
public sealed interface Verification {
  /**
   * Each entry fits the one before it. That nothing was cut off at the end shows only to who noted
   * the last digest earlier.
   *
   * @param last the last entry's digest
   */
  record Intact(long entries, Digest last) implements Verification {}

  /**
   * It was tampered with, or is damaged.
   *
   * @param id the first entry that is missing or does not fit
   */
  record Broken(long id, String why) implements Verification {}
}
