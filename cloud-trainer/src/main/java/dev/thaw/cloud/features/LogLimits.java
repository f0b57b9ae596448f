package dev.thaw.cloud.features;

import java.util.Set;

/**
 * Bounds of the feature log. Immutable.
 *
 * @param maxWaitingBatches batches that may wait for a commit
 * @param rawUploadTasks tasks whose inputs may be uploaded as they are, at cut 0
 */
public record LogLimits(int maxWaitingBatches, Set<String> rawUploadTasks) {
  public LogLimits {
    rawUploadTasks = Set.copyOf(rawUploadTasks);
    if (maxWaitingBatches < 1) {
      throw new IllegalArgumentException("not a number of batches: " + maxWaitingBatches);
    }
  }
}
