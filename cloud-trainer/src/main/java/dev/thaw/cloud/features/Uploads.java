package dev.thaw.cloud.features;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cache.faults.TestDefect;
import dev.thaw.cloud.features.Committer.Upload;
import dev.thaw.cloud.features.FeatureCheck.Refusal;
import dev.thaw.cloud.features.Staging.Effect;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits groups of uploads. Confined to the committer thread. */
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  private final CloudDatabase database;
  private final Function<String, Backbone> backbones;
  private final FeatureCheck check;
  private final LogLimits limits;
  private final StoredListener listener;
  private final Tallies tallies;
  private final LogCounters counters;
  private final AtomicLong lastSequence;
  private final boolean acknowledgesFirst = TestDefect.acknowledgesBeforeCommit();
  private long reserved;

  Uploads(
      CloudDatabase database,
      Function<String, Backbone> backbones,
      FeatureCheck check,
      LogLimits limits,
      StoredListener listener,
      Tallies tallies,
      LogCounters counters,
      AtomicLong lastSequence) {
    this.database = database;
    this.backbones = backbones;
    this.check = check;
    this.limits = limits;
    this.listener = listener;
    this.tallies = tallies;
    this.counters = counters;
    this.lastSequence = lastSequence;
    this.reserved = lastSequence.get();
  }

  /** Writes the group with one synced write, then completes its futures; never throws. */
  void commit(List<Upload> group) {
    Map<Upload, Staged> staged = new LinkedHashMap<>();
    try {
      Staging staging = new Staging(database, tallies, () -> ++reserved);
      group.forEach(upload -> stage(upload, staging, staged));
      if (acknowledgesFirst) {
        acknowledge(staged);
        CrashPoint.BATCH_COMMITTED.reach();
      }
      write(staging);
      staging.count(reserved);
      lastSequence.set(reserved); // last: whoever reads it finds everything up to it counted
    } catch (RuntimeException | Error e) {
      CloudException failure = FeatureLog.failure(e);
      LOG.warn("{} batches not stored: {}", group.size(), failure.getMessage(), e);
      group.forEach(upload -> upload.done().completeExceptionally(failure));
      return;
    }
    if (!acknowledgesFirst) {
      CrashPoint.BATCH_COMMITTED.reach();
      acknowledge(staged);
    }
  }

  private void acknowledge(Map<Upload, Staged> staged) {
    staged.forEach(this::acknowledge);
  }

  private void write(Staging staging) {
    Changes changes = database.changes();
    staging.writeTo(changes);
    if (!changes.isEmpty()) {
      LogPosition.put(changes, reserved);
      long begun = System.nanoTime();
      changes.commit();
      counters.committed(System.nanoTime() - begun);
    }
  }

  private void stage(Upload upload, Staging staging, Map<Upload, Staged> staged) {
    Prepared prepared;
    try {
      prepared = prepare(upload.batch(), staging);
    } catch (CloudException e) {
      upload.done().completeExceptionally(e);
      return;
    }
    staged.put(upload, stage(prepared, staging, upload.batch()));
  }

  /** What becomes of each feature, and how many there are of two kinds. */
  private record Staged(List<SampleOutcome> outcomes, int fresh, int beside) {}

  /**
   * What is wrong with each feature of a batch, and the activations at the freeze point of those
   * that have none there yet.
   */
  private record Prepared(
      Backbone backbone,
      List<Optional<Refusal>> refusals,
      Map<SampleId, Activation> atFreezePoint) {}

  private Prepared prepare(FeatureBatch batch, Staging staging) {
    Activation first = batch.features().get(0).activation();
    Backbone backbone = backbones.apply(first.task());
    requireAllowed(first);
    List<Optional<Refusal>> refusals = new ArrayList<>();
    List<Activation> fresh = new ArrayList<>();
    for (Feature feature : batch.features()) {
      Optional<Refusal> refusal = check.refusal(backbone, feature);
      refusals.add(refusal);
      refusal.ifPresent(why -> report(batch, feature, why));
      if (refusal.isEmpty() && !staging.has(key(batch, feature), Generation.of(backbone))) {
        fresh.add(feature.activation());
      }
    }
    Map<SampleId, Activation> atFreezePoint = new HashMap<>();
    RunOn.toFreezePoint(backbone, fresh).forEach(a -> atFreezePoint.put(a.sample(), a));
    return new Prepared(backbone, refusals, atFreezePoint);
  }

  private static SampleKey key(FeatureBatch batch, Feature feature) {
    return new SampleKey(feature.activation().task(), batch.deviceId(), feature.sample());
  }

  /** Stale samples are everyday; what is simply wrong is not. */
  private static void report(FeatureBatch batch, Feature feature, Refusal refusal) {
    if (refusal.outcome() != SampleOutcome.STALE) {
      LOG.warn(
          "sample refused task={} device={} sequence={} sample={} outcome={} reason={}",
          feature.activation().task(),
          batch.deviceId(),
          batch.sequence(),
          feature.sample(),
          refusal.outcome(),
          refusal.reason());
    }
  }

  private void requireAllowed(Activation first) {
    if (first.cut() == 0 && !limits.rawUploadTasks().contains(first.task())) {
      throw new CloudException(
          ErrorCode.FORBIDDEN,
          "features of task " + first.task() + " at cut 0 are inputs: raw upload is not allowed");
    }
  }

  private static Staged stage(Prepared prepared, Staging staging, FeatureBatch batch) {
    List<SampleOutcome> outcomes = new ArrayList<>();
    Map<Effect, Integer> effects = new EnumMap<>(Effect.class);
    for (int i = 0; i < batch.features().size(); i++) {
      Optional<Refusal> refusal = prepared.refusals.get(i);
      if (refusal.isPresent()) {
        outcomes.add(refusal.get().outcome());
        continue;
      }
      Effect effect = stage(prepared, staging, batch, batch.features().get(i));
      effects.merge(effect, 1, Integer::sum);
      outcomes.add(effect == Effect.NONE ? SampleOutcome.DUPLICATE : SampleOutcome.STORED);
    }
    return new Staged(
        outcomes, effects.getOrDefault(Effect.NEW, 0), effects.getOrDefault(Effect.BESIDE, 0));
  }

  private static Effect stage(
      Prepared prepared, Staging staging, FeatureBatch batch, Feature feature) {
    Optional<Activation> usable = Optional.ofNullable(prepared.atFreezePoint.get(feature.sample()));
    return staging.upload(key(batch, feature), feature, usable, prepared.backbone);
  }

  private void acknowledge(Upload upload, Staged staged) {
    counters.acknowledged(staged.outcomes);
    upload.done().complete(staged.outcomes);
    String task = upload.batch().features().get(0).activation().task();
    if (staged.fresh > 0) {
      listener.stored(task, upload.batch().deviceId(), staged.fresh);
    }
    if (staged.beside > 0) {
      listener.repaired(task, upload.batch().deviceId(), staged.beside);
    }
  }
}
