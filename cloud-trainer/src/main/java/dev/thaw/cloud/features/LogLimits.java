package dev.thaw.cloud.features;

import java.util.Set;

/**
 * Bounds of the feature log. Immutable.
 *
 * @param maxWaitingBatches batches that may wait for a commit
 * @param maxWaitingOfDevice batches of one device that may wait for a commit
 * @param maxWaitingBytes bytes of activations that may wait for a commit; one batch may exceed it
 * @param rawUploadTasks tasks whose inputs may be uploaded as they are, at cut 0
 */
public record LogLimits(
    int maxWaitingBatches,
    int maxWaitingOfDevice,
    long maxWaitingBytes,
    Set<String> rawUploadTasks) {
  public LogLimits {
    rawUploadTasks = Set.copyOf(rawUploadTasks);
    if (maxWaitingBatches < 1 || maxWaitingOfDevice < 1 || maxWaitingBytes < 1) {
      throw new IllegalArgumentException(
          "not bounds: %d batches, %d of a device, %d bytes"
              .formatted(maxWaitingBatches, maxWaitingOfDevice, maxWaitingBytes));
    }
  }

  /** Bounds under which a single device may fill the room. */
  public LogLimits(int maxWaitingBatches, Set<String> rawUploadTasks) {
    this(maxWaitingBatches, maxWaitingBatches, Long.MAX_VALUE, rawUploadTasks);
  }
}
