package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.features.StoredFeature;
import dev.thaw.cloud.features.StoredListener;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A feature log whose backbone the test moves, without registry and trainer. */
final class LogWorld implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  final LayeredModel first = LayeredModel.create(World.SPEC, 7);
  final LayeredModel second = LayeredModel.create(World.SPEC, 8);

  /** What the log told its listener, as {@code stored device count}. */
  final List<String> told = new CopyOnWriteArrayList<>();

  private final Path dir;
  private volatile Backbone present;
  private CloudDatabase database;
  private FeatureLog log;

  LogWorld(Path dir, int depth) {
    this.dir = dir;
    this.present = at(first, depth);
    this.database = CloudDatabase.open(dir);
    this.log = openLog();
  }

  FeatureLog log() {
    return log;
  }

  Backbone present() {
    return present;
  }

  /** Makes another backbone the present one, at once. */
  void move(Backbone backbone) {
    present = backbone;
  }

  /** As a change of depth does: runs on, then switches. */
  void changeDepth(int depth) {
    Backbone target = at(present.model(), depth);
    long position = log.lastSequence();
    log.advance(TASK, target, 0);
    log.betweenCommits(
        () -> {
          log.advance(TASK, target, position);
          present = target;
          return target;
        });
  }

  void reopen() {
    log.close();
    database.close();
    database = CloudDatabase.open(dir);
    log = openLog();
  }

  static Backbone at(LayeredModel model, int depth) {
    return new Backbone(new FreezeState(depth, 0, model.prefixDigest(depth), World.START), model);
  }

  List<SampleOutcome> upload(String device, Feature... features) {
    return World.await(log.ingest(World.batch(device, features)));
  }

  /** Waits for the listener's turn, which comes after the acknowledgement. */
  void awaitTold(String... lines) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (told.size() < lines.length && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(told).containsExactly(lines);
  }

  void lost(String device, Backbone wanted, SampleId... samples) {
    World.await(
        log.lost(
            new Lost(device, TASK, wanted.depth(), wanted.freeze().prefix(), List.of(samples))));
  }

  /** A device's versions of one generation, by sample. */
  Map<SampleId, StoredFeature> versions(String device, Backbone at) {
    Map<SampleId, StoredFeature> versions = new TreeMap<>();
    log.read(
        TASK,
        device,
        Generation.of(at),
        stored -> versions.put(stored.feature().sample(), stored) == null);
    return versions;
  }

  @Override
  public void close() {
    log.close();
    database.close();
    first.close();
    second.close();
  }

  private FeatureLog openLog() {
    StoredListener listener =
        new StoredListener() {
          @Override
          public void stored(String task, String device, int count) {
            told.add("stored " + device + " " + count);
          }

          @Override
          public void repaired(String task, String device, int count) {
            told.add("repaired " + device + " " + count);
          }
        };
    return FeatureLog.open(
        database, this::backbone, new LogLimits(64, java.util.Set.of()), listener);
  }

  private Backbone backbone(String task) {
    if (!task.equals(TASK)) {
      throw new CloudException(ErrorCode.UNKNOWN_TASK, "no task " + task);
    }
    return present;
  }

  static List<SampleId> samples(Feature... features) {
    List<SampleId> ids = new ArrayList<>();
    for (Feature feature : features) {
      ids.add(feature.sample());
    }
    return ids.stream().sorted().toList();
  }
}
