package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.model.GeneralSample;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
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
  private final StoredListener listener;
  private final LostNotes lostNotes;
  private final Erasing erasing;
  private final Committer committer;

  private FeatureLog(
      CloudDatabase database,
      Function<String, Backbone> backbones,
      LogLimits limits,
      Function<String, List<GeneralSample>> generalSamples,
      StoredListener listener) {
    this.database = database;
    this.backbones = backbones;
    this.listener = listener;
    load();
    this.lostNotes = new LostNotes(database, tallies);
    this.erasing = new Erasing(database, tallies);
    Uploads uploads =
        new Uploads(
            database,
            backbones,
            new FeatureCheck(new Magnitudes(generalSamples)),
            limits,
            listener,
            tallies,
            counters,
            lastSequence);
    this.committer = new Committer(limits, uploads::commit);
  }

  /**
   * Opens the log in {@code database}, which it does not own. Reads all of it once, to count.
   *
   * @param backbones the present backbone of a task; throws {@code UNKNOWN_TASK} if there is none
   * @param generalSamples a task's labelled inputs, by which it tells how large the values of
   *     activations may be; read once for each cut that is uploaded at
   * @param listener told after each commit
   */
  public static FeatureLog open(
      CloudDatabase database,
      Function<String, Backbone> backbones,
      LogLimits limits,
      Function<String, List<GeneralSample>> generalSamples,
      StoredListener listener) {
    return new FeatureLog(database, backbones, limits, generalSamples, listener);
  }

  /** As the other, without general samples. */
  public static FeatureLog open(
      CloudDatabase database,
      Function<String, Backbone> backbones,
      LogLimits limits,
      StoredListener listener) {
    return open(database, backbones, limits, task -> List.of(), listener);
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

  /** The generations of which the device has features. */
  public Set<Generation> generations(String task, String device) {
    return Set.copyOf(tallies.of(task, device).stored().keySet());
  }

  /** Shows one device's features of one generation, by sample id, until the visitor says no. */
  public void read(
      String task, String device, Generation generation, Predicate<StoredFeature> visitor) {
    GenerationRows.features(database, task, device, generation)
        .scan((sample, value) -> visitor.test(StoredFeature.fromBytes(value)));
  }

  /**
   * As {@link #read(String, String, Generation, Predicate)}, but only of samples that {@code
   * wanted} says yes to; the others are not decoded.
   */
  public void read(
      String task,
      String device,
      Generation generation,
      Predicate<SampleId> wanted,
      Predicate<StoredFeature> visitor) {
    GenerationRows.features(database, task, device, generation)
        .scan(
            (sample, value) ->
                !wanted.test(sample) || visitor.test(StoredFeature.fromBytes(value)));
  }

  /** Shows the labels of the device's features up to {@code position}. Does not decode them. */
  public void labels(
      String task,
      String device,
      Generation generation,
      long position,
      BiConsumer<SampleId, Integer> visitor) {
    GenerationRows.features(database, task, device, generation)
        .scan(
            (sample, value) -> {
              if (StoredFeature.sequenceOf(value) <= position) {
                visitor.accept(sample, StoredFeature.labelOf(value));
              }
              return true;
            });
  }

  /** How many features the device has of one generation. */
  public long count(String task, String device, Generation generation) {
    return tallies.of(task, device).count(generation);
  }

  /** How many features of one generation came after {@code position}. Does not decode them. */
  public long countAfter(String task, String device, Generation generation, long position) {
    AtomicLong count = new AtomicLong();
    GenerationRows.features(database, task, device, generation)
        .scan(
            (sample, value) -> {
              count.addAndGet(StoredFeature.sequenceOf(value) > position ? 1 : 0);
              return true;
            });
    return count.get();
  }

  /** How many features the task holds, by device, cut and label. */
  public FeatureCounts counts(String task) {
    Backbone present = backbones.apply(task);
    return new Counting(census(task, present), tallies, present).counts();
  }

  /**
   * Runs the task's features on to the freeze point of {@code target}, each from its highest
   * version that {@code target} can use, and keeps the results beside them. Blocks. Uploads go on
   * meanwhile; what they change is left to a later call, the last of which is to be made between
   * commits. What was run on is durable on return.
   *
   * @param after where {@link #lastSequence} stood before an earlier call: devices that uploaded
   *     nothing since are passed over; 0 for none
   */
  public Advanced advance(String task, Backbone target, long after) {
    return advance(task, target, after, (done, total) -> {});
  }

  /**
   * As {@link #advance(String, Backbone, long)}.
   *
   * @param progress told now and then, on the calling thread
   */
  public Advanced advance(String task, Backbone target, long after, Progress progress) {
    long kept = after > 0 ? 0 : countAll(task, Generation.of(target));
    AdvanceSource source = new AdvanceSource(database, tallies, task, target, after);
    AdvanceSink sink = new AdvanceSink(database, committer, tallies, task);
    Advancer advancer = new Advancer(source, sink, target, progress);
    long advanced = committer.isTurn() ? advancer.runHere() : advancer.run();
    if (advanced > 0) {
      database.sync();
    }
    return new Advanced(kept, advanced);
  }

  /** How far the task's samples are at hand for {@code wanted}. Reads keys where it must. */
  public RepairCounts repairCounts(String task, Backbone wanted) {
    return repairCountsByDevice(task, wanted).values().stream()
        .reduce(new RepairCounts(0, 0, 0), RepairCounts::plus);
  }

  /** As {@link #repairCounts}, of each device, by id. */
  public Map<String, RepairCounts> repairCountsByDevice(String task, Backbone wanted) {
    return census(task, wanted).byDevice();
  }

  /** The samples that the device is to send again for {@code wanted}, in the order of their ids. */
  public List<SampleId> toRepair(String task, String device, Backbone wanted) {
    return census(task, wanted).waiting(device);
  }

  /**
   * Notes which samples a device cannot send again; samples that the log does not know are passed
   * over. Never blocks.
   *
   * @return completes when it is durable; or {@code UNKNOWN_TASK}, {@code STORAGE}
   */
  public CompletableFuture<Void> lost(Lost lost) {
    return committer.later(
        () -> {
          int noted = lostNotes.note(lost, backbones.apply(lost.task()));
          if (noted > 0) {
            listener.repaired(lost.task(), lost.deviceId(), noted);
          }
        });
  }

  /**
   * Drops, by range, every version whose generation {@code kept} refuses; samples that then have no
   * version are owed. Works in short turns between commits; what is stored meanwhile is subject to
   * the same rule only if its generation was there before. Doing it again after an interruption
   * finishes it. Blocks.
   *
   * @param progress told how many versions are dropped so far, on the calling thread
   * @return how many it dropped
   */
  public long dropForeign(String task, Predicate<Generation> kept, LongConsumer progress) {
    return new Dropping(database, committer, tallies, task, kept).andOwe(progress);
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
   * Drops every version that the task's backbone cannot use, by range, and forgets the samples of
   * which nothing else is stored: devices are not asked for them again. No change of depth may be
   * under way, for it prepares such versions. Blocks.
   *
   * @return how many it dropped
   */
  public long dropVoid(String task) {
    Backbone backbone = backbones.apply(task);
    Predicate<Generation> kept = g -> backbone.isCurrent(g.cut(), g.prefix());
    return new Dropping(database, committer, tallies, task, kept).andForget();
  }

  /** What there is of a device, or of one of its samples. */
  public HeldRows held(String task, String device, Optional<SampleId> sample) {
    return sample
        .map(one -> erasing.held(task, device, one))
        .orElseGet(() -> erasing.held(task, device));
  }

  /**
   * Erases all that there is of a device, or of one of its samples, between two commits: devices
   * are not asked for it again. What is uploaded later is stored as new. No change of depth may be
   * under way. Blocks; durable on return.
   */
  public HeldRows erase(String task, String device, Optional<SampleId> sample) {
    return committer.inTurn(
        () ->
            sample
                .map(one -> erasing.erase(task, device, one))
                .orElseGet(() -> erasing.erase(task, device)));
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

  private Census census(String task, Backbone wanted) {
    boolean present = Generation.of(backbones.apply(task)).equals(Generation.of(wanted));
    return new Census(database, tallies, wanted, present);
  }

  private long countAll(String task, Generation generation) {
    return devices(task).stream().mapToLong(device -> count(task, device, generation)).sum();
  }

  private void load() {
    TallyChanges counts = new TallyChanges();
    byte[] all = new byte[0];
    database.scan(
        Column.FEATURES,
        all,
        (row, value) -> {
          SampleKey.Row of = SampleKey.parse(row);
          counts.stored(
              of.key().task(), of.key().device(), of.generation(), StoredFeature.labelOf(value), 1);
          lastSequence.accumulateAndGet(StoredFeature.sequenceOf(value), Math::max);
          return true;
        });
    database.scan(
        Column.LOST,
        all,
        (row, value) -> {
          SampleKey.Row of = SampleKey.parse(row);
          counts.lost(of.key().task(), of.key().device(), of.generation(), 1);
          return true;
        });
    database.scan(
        Column.OWED,
        all,
        (row, value) -> {
          SampleKey of = SampleKey.parseOwed(row);
          counts.owed(of.task(), of.device(), 1);
          return true;
        });
    counts.addTo(tallies);
    lastSequence.accumulateAndGet(LogPosition.read(database), Math::max);
  }

  static CloudException failure(Throwable e) {
    return e instanceof CloudException known
        ? known
        : new CloudException(ErrorCode.INTERNAL, "the features could not be stored", e);
  }
}
