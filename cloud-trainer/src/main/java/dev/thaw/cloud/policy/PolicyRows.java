package dev.thaw.cloud.policy;

import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Stored;

/** How rows of {@link Column#POLICIES} are told from damaged ones. Stateless. */
public final class PolicyRows {
  private PolicyRows() {}

  /** Whether a row can be read. */
  public static boolean isRow(byte[] key, byte[] value) {
    return Stored.reads(() -> Policies.fromBytes("any", value));
  }
}
