package dev.thaw.cache;

import dev.thaw.protocol.SampleId;
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
   * Appends those of {@code samples} that are annotated and were acknowledged, in the order of
   * their annotation, because the cloud needs them once more. Those that are pending already keep
   * their place. Waits for the disk.
   *
   * @return the samples that are not known: no annotation of them is kept
   */
  List<SampleId> resend(String task, Collection<SampleId> samples);

  /** Whether an annotation of {@code sample} is pending. */
  boolean isWaiting(String task, SampleId sample);

  /** The number of pending annotations of all tasks. */
  int length();
}
