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
 * activation goes first that costs least to make again for each byte it takes, and among equals the
 * one whose sample is read least often. What was put last has some time before it is its turn; a
 * sample that is annotated and not yet acknowledged never loses anything.
 *
 * <p>A damaged activation is a miss, counted and deleted. Whatever the disk refuses is a {@link
 * StorageException}; what was stored before stays.
 */
public interface ActivationCache extends AutoCloseable {
  /**
   * Keeps {@code activation}, in place of one with the same task, prefix and sample.
   *
   * @return whether it is kept; not if it is older than its prefix (see {@link #retain}), or if
   *     there is no room for it, in the cache or within its prefix's bound, beside what must stay
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
   * Whether an annotation of {@code sample} is kept, acknowledged or not: as long as anything of
   * the sample is.
   */
  boolean isAnnotated(String task, SampleId sample);

  /**
   * Says which prefixes of {@code task} are valid from now on, and the rule of each. Evicts the
   * activations of all others, those older than their prefix, and those beyond their prefix's
   * bound; later ones that are older than their prefix are refused. The rules are forgotten on
   * close: call this after opening and after each install. An annotated sample stays in the outbox
   * even when it has no activation left. Blocks while disk space is given back. The rules hold also
   * if the disk refuses to evict.
   *
   * @param rules each valid prefix digest, with its rule
   * @return how many activations were evicted
   */
  int retain(String task, Map<Digest, PrefixRule> rules);

  /**
   * Evicts the activations of samples that nobody annotated, as is due when the app closes; those
   * that were read often ({@link CacheLimits#frequentReads()}) stay.
   *
   * @return how many activations were evicted
   */
  int evictNeverAnnotated();

  /**
   * From where the annotated samples of {@code task} can be made at each cut by what is kept:
   * element {@code [c][s]} counts those whose deepest activation at a cut of at most {@code c} is
   * at {@code s}. Does not read the disk.
   *
   * @param prefixes the current model's prefix digests, from cut 0 on
   */
  int[][] starts(String task, List<Digest> prefixes);

  /** What is annotated and not yet acknowledged. */
  Outbox outbox();

  /** The counters as of now. */
  CacheStats stats();

  /** Releases memory; evicts nothing and leaves an injected database open. */
  @Override
  void close();
}
