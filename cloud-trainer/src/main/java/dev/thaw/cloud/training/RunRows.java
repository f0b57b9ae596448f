package dev.thaw.cloud.training;

import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Stored;

/** How rows of {@link Column#RUNS} are told from damaged ones. Stateless. */
public final class RunRows {
  private RunRows() {}

  /** Whether a row can be read. */
  public static boolean isRow(byte[] key, byte[] value) {
    return Stored.reads(() -> StoredRun.fromBytes("any", value));
  }
}
