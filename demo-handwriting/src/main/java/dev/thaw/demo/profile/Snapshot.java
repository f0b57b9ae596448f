package dev.thaw.demo.profile;

import java.time.Instant;
import java.util.List;

/**
 * A profile at one moment. Immutable.
 *
 * @param deviceId how the cloud and its operator know the device
 * @param since when the profile was made
 * @param labels everything the task can tell apart, in order
 * @param link what the link to the cloud is doing, in words
 * @param waiting saved characters that have not left yet
 * @param cachedSamples drawings whose activations are kept here
 * @param cacheBytes what they take
 * @param hits predictions that the cache answered since the profile was opened
 * @param misses predictions for which the frozen layers ran
 * @param featureBytesUp bytes of features sent since the profile was opened
 * @param saved characters ever saved
 * @param entries the latest saved characters, oldest first, at most {@link #MAX_ENTRIES}
 * @param updates every model that began to answer, oldest first
 */
public record Snapshot(
    String deviceId,
    Instant since,
    List<String> labels,
    RunningModel model,
    String link,
    int waiting,
    long cachedSamples,
    long cacheBytes,
    long hits,
    long misses,
    long featureBytesUp,
    long saved,
    List<Entry> entries,
    List<RunningModel> updates) {
  /** The most entries that one tells. */
  public static final int MAX_ENTRIES = 2_000;

  public Snapshot {
    labels = List.copyOf(labels);
    entries = List.copyOf(entries);
    updates = List.copyOf(updates);
  }
}
