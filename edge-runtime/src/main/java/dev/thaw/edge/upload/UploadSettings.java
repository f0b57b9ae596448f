package dev.thaw.edge.upload;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.FreezeState;

/**
 * How features are sent. Immutable.
 *
 * @param dtype what activations are quantised to
 * @param maxBatch the most features in one batch, from 1 to 1024
 * @param allowRaw whether activations at cut 0, which are the input itself, may be sent
 */
public record UploadSettings(
    String task, String deviceId, DType dtype, int maxBatch, boolean allowRaw) {
  /** Whether activations at this freeze point may be sent. */
  boolean mayUpload(FreezeState wanted) {
    return wanted.depth() > 0 || allowRaw;
  }
}
