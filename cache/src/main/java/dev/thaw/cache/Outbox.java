package dev.thaw.cache;

import java.util.Collection;
import java.util.List;

/**
 * The annotated samples that the cloud has not acknowledged, in the order of their annotation, each
 * at most once. Durable if the cache is. Thread-safe.
 *
 * <p>Every annotation has a sequence number that is never used again. So an acknowledgement of an
 * annotation that was corrected meanwhile changes nothing: the correction is still sent.
 */
public interface Outbox {
  /**
   * The first {@code max} annotations of {@code task} after position {@code after}.
   *
   * @param after the sequence of the last annotation already seen; 0 to begin
   */
  List<Pending> peek(String task, long after, int max);

  /**
   * Takes annotations out because the cloud has the samples; their activations become ordinary
   * cache entries. Sequences that are not pending are ignored.
   *
   * @return how many were taken out
   */
  int acknowledge(Collection<Long> sequences);

  /**
   * Takes annotations out because they can never be sent (no activation can be made for them, or
   * the cloud refuses them for good), and forgets them.
   *
   * @return how many were taken out
   */
  int drop(Collection<Long> sequences);

  /**
   * Appends every sample of {@code task} that is annotated, was acknowledged and still has an
   * activation, in the order of annotation: after the freeze point moved to a shallower depth the
   * cloud needs them once more. Waits for the disk.
   *
   * @return how many were appended
   */
  int resendAcknowledged(String task);

  /** The number of pending annotations of all tasks. */
  int length();
}
