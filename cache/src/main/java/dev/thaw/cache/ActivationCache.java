package dev.thaw.cache;

import dev.thaw.cache.rocks.StorageException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Activations by task, prefix digest and sample, bounded in bytes. Thread-safe.
 *
 * <p>A sample may have activations at several cuts; each cut has a prefix digest of its own. The
 * same input is found again because its sample id is the hash of the input. When room is needed the
 * samples that are read least often go first, with all their activations; a sample that is
 * annotated and not yet acknowledged never goes.
 *
 * <p>A damaged activation is a miss, counted and deleted. Whatever the disk refuses is a {@link
 * StorageException}; what was stored before stays.
 */
public interface ActivationCache extends AutoCloseable {
  /**
   * Keeps {@code activation}, in place of one with the same task, prefix and sample.
   *
   * @return whether it is kept; not if it is older than its prefix (see {@link #retain}), or if
   *     there is no room for it beside the samples that must stay
   */
  boolean put(Activation activation);

  /** The activation of {@code sample} made by the layers with digest {@code prefix}. */
  default Optional<Activation> get(String task, Digest prefix, SampleId sample) {
    return deepest(task, sample, List.of(prefix));
  }

  /**
   * The first activation found of {@code sample}, trying {@code prefixes} in order; counts as one
   * hit or one miss.
   *
   * @param prefixes the current model's prefix digests, deepest first
   */
  Optional<Activation> deepest(String task, SampleId sample, List<Digest> prefixes);

  /**
   * Records that a person gave {@code label} to {@code sample} and appends the sample to the {@link
   * #outbox()}, as one step that survives a crash at any instant once this method has returned. An
   * earlier annotation of the sample is replaced, and sent again. Waits for the disk.
   *
   * @param label the label's place in the task's labels
   * @param when kept in whole milliseconds
   * @return whether the sample is known: false if nothing of it is kept, and then nothing happens
   */
  boolean annotate(String task, SampleId sample, int label, Instant when);

  /**
   * Says which prefixes of {@code task} are valid from now on, and since when each is in force.
   * Evicts the activations of all others, and those older than their prefix; later ones that are
   * older than their prefix are refused. The times are forgotten on close: call this after opening
   * and after each install. An annotated sample stays in the outbox even when it has no activation
   * left. Blocks while disk space is given back.
   *
   * @param inForceSince each valid prefix digest, with the time it came into force
   * @return how many activations were evicted
   */
  int retain(String task, Map<Digest, Instant> inForceSince);

  /**
   * Evicts the activations of samples that nobody annotated, as is due when the app closes; those
   * that were read often ({@link CacheLimits#frequentReads()}) stay.
   *
   * @return how many activations were evicted
   */
  int evictNeverAnnotated();

  /** What is annotated and not yet acknowledged. */
  Outbox outbox();

  /** The counters as of now. */
  CacheStats stats();

  /** Releases memory; evicts nothing and leaves an injected database open. */
  @Override
  void close();
}
