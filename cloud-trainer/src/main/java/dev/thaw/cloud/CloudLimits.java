package dev.thaw.cloud;

import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.registry.Retention;
import java.util.Set;

/**
 * Bounds on what the cloud takes and holds. Immutable.
 *
 * @param window unacknowledged batches granted to each device
 * @param maxWaitingBatches batches held in memory until their commit; beyond it ingest is refused
 *     as busy
 * @param maxWaitingOfDevice the same of one device
 * @param maxWaitingBytes bytes of activations held in memory until their commit
 * @param rawUploadTasks tasks whose operator has allowed depth 0, at which inputs leave the device
 * @param keptVersions published versions kept of each scope
 */
public record CloudLimits(
    int window,
    int maxWaitingBatches,
    int maxWaitingOfDevice,
    long maxWaitingBytes,
    Set<String> rawUploadTasks,
    int keptVersions) {
  private static final int DEVICE_SHARE = 16;
  private static final long WAITING_BYTES = 256L << 20;

  public CloudLimits {
    rawUploadTasks = Set.copyOf(rawUploadTasks);
    if (window < 1 || maxWaitingBatches < 1 || maxWaitingOfDevice < 1 || maxWaitingBytes < 1) {
      throw new IllegalArgumentException(
          "limits must be positive: window %d, waiting batches %d, of a device %d, bytes %d"
              .formatted(window, maxWaitingBatches, maxWaitingOfDevice, maxWaitingBytes));
    }
    if (keptVersions < 1) {
      throw new IllegalArgumentException(
          "a scope keeps at least the version that it runs: not " + keptVersions);
    }
  }

  /** Keeps as many versions as by default. */
  public CloudLimits(
      int window,
      int maxWaitingBatches,
      int maxWaitingOfDevice,
      long maxWaitingBytes,
      Set<String> rawUploadTasks) {
    this(
        window,
        maxWaitingBatches,
        maxWaitingOfDevice,
        maxWaitingBytes,
        rawUploadTasks,
        Retention.DEFAULT_KEPT);
  }

  /** A device may have a sixteenth of the batches waiting, but always two windows; 256 MiB. */
  public CloudLimits(int window, int maxWaitingBatches, Set<String> rawUploadTasks) {
    this(
        window,
        maxWaitingBatches,
        Math.max(2 * window, maxWaitingBatches / DEVICE_SHARE),
        WAITING_BYTES,
        rawUploadTasks);
  }

  /** Window 8, 1024 waiting batches, 64 of a device, 256 MiB, no raw upload, 10 versions. */
  public static CloudLimits defaults() {
    return new CloudLimits(8, 1024, Set.of());
  }

  /** These limits with so many published versions kept of each scope. */
  public CloudLimits withKeptVersions(int versions) {
    return new CloudLimits(
        window, maxWaitingBatches, maxWaitingOfDevice, maxWaitingBytes, rawUploadTasks, versions);
  }

  LogLimits ofLog() {
    return new LogLimits(maxWaitingBatches, maxWaitingOfDevice, maxWaitingBytes, rawUploadTasks);
  }
}
