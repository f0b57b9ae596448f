package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Everything that devices uploaded, each sample once per device, durable before it is acknowledged;
 * and beside it the versions that the cloud ran on to the freeze point. One thread writes, any may
 * read. Thread-safe.
 *
 * <p>At every moment the features that can be trained on are exactly those of the generation
 * (depth, prefix digest) of the task's backbone: an upload from a lower cut is run on when it
 * arrives, and a change of depth runs on what was there before it switches.
 */
public final class FeatureLog implements AutoCloseable {
  private final CloudDatabase database;
  private final Function<String, Backbone> backbones;
  private final Tallies tallies = new Tallies();
  private final LogCounters counters = new LogCounters();
  private final AtomicLong lastSequence = new AtomicLong();
  private final Uploads uploads;
  private final Committer committer;

  private FeatureLog(
      CloudDatabase database,
      Function<String, Backbone> backbones,
      LogLimits limits,
      StoredListener listener) {
    this.database = database;
    this.backbones = backbones;
    load();
    this.uploads =
        new Uploads(database, backbones, limits, listener, tallies, counters, lastSequence);
    this.committer = new Committer(limits.maxWaitingBatches(), uploads::commit);
  }

  /**
   * Opens the log in {@code database}, which it does not own. Reads all of it once, to count.
   *
   * @param backbones the present backbone of a task; throws {@code UNKNOWN_TASK} if there is none
   * @param listener told after each commit
   */
  public static FeatureLog open(
      CloudDatabase database,
      Function<String, Backbone> backbones,
      LogLimits limits,
      StoredListener listener) {
    return new FeatureLog(database, backbones, limits, listener);
  }

  /**
   * Takes a batch in; never blocks.
   *
   * @return what became of each feature, once everything stored is durable; or {@code
   *     UNKNOWN_TASK}, {@code FORBIDDEN}, {@code BUSY}, {@code STORAGE}, and nothing was stored
   */
  public CompletableFuture<List<SampleOutcome>> ingest(FeatureBatch batch) {
    return committer.submit(batch);
  }

  /** The sequence number of the feature committed last, over all tasks; 0 if there is none. */
  public long lastSequence() {
    return lastSequence.get();
  }

  /** The devices that have features of the task, or had. */
  public Set<String> devices(String task) {
    return tallies.devices(task);
  }

  /** Shows one device's features of one generation, by sample id, until the visitor says no. */
  public void read(
      String task, String device, Generation generation, Predicate<StoredFeature> visitor) {
    database.scan(
        Column.FEATURES,
        SampleKey.generationPrefix(task, device, generation).bytes(),
        (row, value) -> visitor.test(StoredFeature.fromBytes(value)));
  }

  /** How many features the device has of one generation. */
  public long count(String task, String device, Generation generation) {
    return Tallies.total(tallies.of(task, device).getOrDefault(generation, Map.of()));
  }

  /** How many features of one generation came after {@code position}. Does not decode them. */
  public long countAfter(String task, String device, Generation generation, long position) {
    return sequences(task, device, generation).values().stream()
        .filter(sequence -> sequence > position)
        .count();
  }

  /** How many features the task holds, by device, cut and label. */
  public FeatureCounts counts(String task) {
    return new Counting(database, tallies, backbones.apply(task)).counts();
  }

  /**
   * Runs the task's features on to the freeze point of {@code target}, each from its highest
   * version that {@code target} can use, and keeps the results beside them. Blocks.
   *
   * @param after features up to this sequence number are known to be done
   */
  public Advanced advance(String task, Backbone target, long after) {
    return new Advancer(this, task, target, after).run();
  }

  /**
   * Runs {@code work} while nothing is committed, and waits for it.
   *
   * @throws RuntimeException what the work throws
   */
  public <T> T betweenCommits(Callable<T> work) {
    return committer.inTurn(work);
  }

  /**
   * Drops every version that the task's backbone cannot use: one range delete per device and
   * generation. No change of depth may be under way, for it prepares such versions.
   *
   * @return how many it dropped
   */
  public long dropVoid(String task) {
    return betweenCommits(
        () -> {
          Backbone backbone = backbones.apply(task);
          long dropped = 0;
          for (String device : devices(task)) {
            for (Generation generation : generations(task, device)) {
              if (!backbone.isCurrent(generation.cut(), generation.prefix())) {
                dropped += drop(task, device, generation);
              }
            }
          }
          return dropped;
        });
  }

  /** What it did since it was opened. */
  public LogStats stats() {
    return counters.stats(committer.waiting());
  }

  /** Commits what waits, then ends. */
  @Override
  public void close() {
    committer.close();
  }

  /** The samples of one generation with their sequence numbers. Does not decode the features. */
  Map<SampleId, Long> sequences(String task, String device, Generation generation) {
    Map<SampleId, Long> sequences = new HashMap<>();
    database.scan(
        Column.FEATURES,
        SampleKey.generationPrefix(task, device, generation).bytes(),
        (row, value) -> {
          sequences.put(SampleKey.parse(row).key().sample(), StoredFeature.sequenceOf(value));
          return true;
        });
    return sequences;
  }

  /** The features of the given samples, those that there are. */
  List<StoredFeature> find(
      String task, String device, Generation generation, List<SampleId> samples) {
    return samples.stream()
        .map(sample -> new SampleKey(task, device, sample).row(generation))
        .flatMap(row -> database.get(Column.FEATURES, row).stream())
        .map(StoredFeature::fromBytes)
        .toList();
  }

  /** The generations of which the device has features. */
  Set<Generation> generations(String task, String device) {
    return Set.copyOf(tallies.of(task, device).keySet());
  }

  /**
   * Keeps versions that were run on, unless their sources have changed; returns how many it kept.
   */
  int keep(String device, List<StoredFeature> sources, List<StoredFeature> advanced) {
    return betweenCommits(
        () -> {
          Staging staging = uploads.staging();
          int kept = 0;
          for (int i = 0; i < sources.size(); i++) {
            kept += staging.advance(device, sources.get(i), advanced.get(i)) ? 1 : 0;
          }
          Changes changes = database.changes();
          staging.writeTo(changes);
          changes.commit();
          staging.count();
          return kept;
        });
  }

  private long drop(String task, String device, Generation generation) {
    long count = count(task, device, generation);
    byte[] prefix = SampleKey.generationPrefix(task, device, generation).bytes();
    database.changes().deletePrefix(Column.FEATURES, prefix).commit();
    tallies.forget(task, device, generation);
    return count;
  }

  private void load() {
    database.scan(
        Column.FEATURES,
        new byte[0],
        (row, value) -> {
          SampleKey.Row parsed = SampleKey.parse(row);
          tallies.add(parsed.key(), parsed.generation(), StoredFeature.labelOf(value), 1);
          lastSequence.accumulateAndGet(StoredFeature.sequenceOf(value), Math::max);
          return true;
        });
  }

  static CloudException failure(Throwable e) {
    return e instanceof CloudException known
        ? known
        : new CloudException(ErrorCode.INTERNAL, "the features could not be stored", e);
  }
}
