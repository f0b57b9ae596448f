package dev.thaw.edge.upload;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Message;

/**
 * How features are sent. Immutable.
 *
 * @param dtype what activations are quantised to
 * @param maxBatch the most features in one batch
 * @param allowRaw whether activations at cut 0, which are the input itself, may be sent
 */
public record UploadSettings(
    String task, String deviceId, DType dtype, int maxBatch, boolean allowRaw) {
  public UploadSettings {
    if (maxBatch < 1 || maxBatch > Message.MAX_BATCH) {
      throw new IllegalArgumentException("not a batch size in [1, 1024]: " + maxBatch);
    }
  }
}
