package dev.thaw.edge;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Message;
import java.time.Duration;

/**
 * How features are sent. Immutable.
 *
 * @param dtype what activations are quantised to
 * @param flushCount after how many annotations they are sent without being asked for
 * @param flushInterval how often they are sent without being asked for
 * @param maxBatch the most features in one batch, up to 1024
 * @param allowRaw whether activations at cut 0, which are the input itself, may be sent
 */
public record UploadRule(
    DType dtype, int flushCount, Duration flushInterval, int maxBatch, boolean allowRaw) {
  /** int8, every 16 annotations and every 30 seconds, up to 256 in a batch, never raw. */
  public static final UploadRule DEFAULT =
      new UploadRule(DType.INT8, 16, Duration.ofSeconds(30), 256, false);

  public UploadRule {
    if (maxBatch < 1 || maxBatch > Message.MAX_BATCH) {
      throw new IllegalArgumentException("not a batch size in [1, 1024]: " + maxBatch);
    }
    if (flushCount < 1 || flushInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "not a flush count and interval: " + flushCount + ", " + flushInterval);
    }
  }

  /** With another dtype. */
  public UploadRule withDtype(DType value) {
    return new UploadRule(value, flushCount, flushInterval, maxBatch, allowRaw);
  }

  /** With another count and interval. */
  public UploadRule withFlush(int count, Duration interval) {
    return new UploadRule(dtype, count, interval, maxBatch, allowRaw);
  }

  /** With another bound on batches. */
  public UploadRule withMaxBatch(int value) {
    return new UploadRule(dtype, flushCount, flushInterval, value, allowRaw);
  }

  /** With raw upload allowed or not. */
  public UploadRule withAllowRaw(boolean value) {
    return new UploadRule(dtype, flushCount, flushInterval, maxBatch, value);
  }
}
