package dev.thaw.cloud.features;

import dev.thaw.cloud.features.Committer.Upload;
import dev.thaw.cloud.features.FeatureCheck.Refusal;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleOutcome;
import java.util.ArrayList;
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
  private final LogLimits limits;
  private final StoredListener listener;
  private final Tallies tallies;
  private final LogCounters counters;
  private final AtomicLong lastSequence;
  private long reserved;

  Uploads(
      CloudDatabase database,
      Function<String, Backbone> backbones,
      LogLimits limits,
      StoredListener listener,
      Tallies tallies,
      LogCounters counters,
      AtomicLong lastSequence) {
    this.database = database;
    this.backbones = backbones;
    this.limits = limits;
    this.listener = listener;
    this.tallies = tallies;
    this.counters = counters;
    this.lastSequence = lastSequence;
    this.reserved = lastSequence.get();
  }

  Staging staging() {
    return new Staging(database, tallies, () -> ++reserved);
  }

  /** Writes the group with one synced write, then completes its futures; never throws. */
  void commit(List<Upload> group) {
    Map<Upload, List<SampleOutcome>> staged = new LinkedHashMap<>();
    try {
      Staging staging = staging();
      group.forEach(upload -> stage(upload, staging, staged));
      write(staging);
      lastSequence.set(reserved);
      staging.count();
    } catch (RuntimeException | Error e) {
      CloudException failure = FeatureLog.failure(e);
      LOG.warn("{} batches not stored: {}", group.size(), failure.getMessage(), e);
      group.forEach(upload -> upload.done().completeExceptionally(failure));
      return;
    }
    staged.forEach(this::acknowledge);
  }

  private void write(Staging staging) {
    Changes changes = database.changes();
    staging.writeTo(changes);
    if (!changes.isEmpty()) {
      long begun = System.nanoTime();
      changes.commit();
      counters.committed(System.nanoTime() - begun);
    }
  }

  private void stage(Upload upload, Staging staging, Map<Upload, List<SampleOutcome>> staged) {
    Prepared prepared;
    try {
      prepared = prepare(upload.batch());
    } catch (CloudException e) {
      upload.done().completeExceptionally(e);
      return;
    }
    staged.put(upload, outcomes(prepared, staging, upload.batch()));
  }

  /** A batch's features at the freeze point, absent where the feature is refused. */
  private record Prepared(
      Backbone backbone, List<Optional<Refusal>> refusals, List<Activation> atFreezePoint) {}

  private Prepared prepare(FeatureBatch batch) {
    Activation first = batch.features().get(0).activation();
    Backbone backbone = backbones.apply(first.task());
    requireAllowed(first);
    List<Optional<Refusal>> refusals = new ArrayList<>();
    List<Activation> good = new ArrayList<>();
    for (Feature feature : batch.features()) {
      Optional<Refusal> refusal = FeatureCheck.refusal(backbone, feature);
      refusals.add(refusal);
      refusal.ifPresent(why -> report(batch, feature, why));
      if (refusal.isEmpty()) {
        good.add(feature.activation());
      }
    }
    boolean there = first.cut() == backbone.depth();
    return new Prepared(backbone, refusals, there ? good : RunOn.toFreezePoint(backbone, good));
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

  private static List<SampleOutcome> outcomes(
      Prepared prepared, Staging staging, FeatureBatch batch) {
    List<SampleOutcome> outcomes = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < batch.features().size(); i++) {
      Optional<Refusal> refusal = prepared.refusals.get(i);
      if (refusal.isPresent()) {
        outcomes.add(refusal.get().outcome());
        continue;
      }
      Feature feature = batch.features().get(i);
      Activation usable = prepared.atFreezePoint.get(next++);
      outcomes.add(
          staging.upload(
              batch.deviceId(),
              feature,
              new Feature(usable, feature.label(), feature.annotatedAt()),
              prepared.backbone));
    }
    return outcomes;
  }

  private void acknowledge(Upload upload, List<SampleOutcome> outcomes) {
    counters.acknowledged(outcomes);
    upload.done().complete(outcomes);
    int stored = (int) outcomes.stream().filter(o -> o == SampleOutcome.STORED).count();
    if (stored > 0) {
      String task = upload.batch().features().get(0).activation().task();
      listener.stored(task, upload.batch().deviceId(), stored);
    }
  }
}
