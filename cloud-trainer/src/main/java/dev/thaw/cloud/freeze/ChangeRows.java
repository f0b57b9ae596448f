package dev.thaw.cloud.freeze;

import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Stored;

/** How rows of {@link Column#CHANGES} are told from damaged ones. Stateless. */
public final class ChangeRows {
  private ChangeRows() {}

  /** Whether a row can be read. */
  public static boolean isRow(byte[] key, byte[] value) {
    return Stored.reads(() -> ChangeLog.Row.fromBytes(value));
  }
}
