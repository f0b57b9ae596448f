package dev.thaw.cloud;

import java.util.Set;

/**
 * Bounds on what the cloud takes and holds. Immutable.
 *
 * @param window unacknowledged batches granted to each device
 * @param maxWaitingBatches batches held in memory until their commit; beyond it ingest is refused
 *     as busy
 * @param rawUploadTasks tasks whose operator has allowed depth 0, at which inputs leave the device
 */
public record CloudLimits(int window, int maxWaitingBatches, Set<String> rawUploadTasks) {
  public CloudLimits {
    rawUploadTasks = Set.copyOf(rawUploadTasks);
    if (window < 1 || maxWaitingBatches < 1) {
      throw new IllegalArgumentException(
          "limits must be positive: window " + window + ", waiting batches " + maxWaitingBatches);
    }
  }

  /** Window 8, 1024 waiting batches, no raw upload. */
  public static CloudLimits defaults() {
    return new CloudLimits(8, 1024, Set.of());
  }
}
