package dev.thaw.cloud.freeze;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cloud.features.Advanced;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a change of depth: runs features on, has heads made, and switches. Used once;
 * confined to the training thread.
 *
 * <p>Features that arrive meanwhile are run on in rounds, so that few are left for the switch
 * itself, during which nothing is stored.
 */
final class DepthSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(DepthSwitch.class);
  private static final double NANOS = 1e9;

  /** Features that may be left to be run on during the switch, and rounds to get there. */
  private static final int FEW = 64;

  private static final int MAX_ROUNDS = 8;

  private final Parts parts;
  private final ModelRegistry registry;
  private final FeatureLog log;
  private final Stages stages;
  private final Preparing stage;
  private final Course<FreezeChange> course;
  private final String task;
  private final long begunNanos = System.nanoTime();
  private long kept;
  private long advanced;

  /** Every feature up to this one has been run on. */
  private long caughtUp;

  DepthSwitch(Parts parts, Stages stages, Preparing stage) {
    this.parts = parts;
    this.registry = parts.registry();
    this.log = parts.log();
    this.stages = stages;
    this.stage = stage;
    this.course = stage.course();
    this.task = course.task();
  }

  FreezeChange run() {
    Backbone before = registry.backbone(task);
    List<LayerEntry> layers = registry.global(task).manifest().layers();
    FreezeState state =
        stage
            .coming()
            .map(Backbone::freeze)
            .orElseGet(() -> registry.stateAt(task, course.change().to(), layers));
    LayeredModel model = LayeredModel.of(before.task(), registry.layers(layers, 0));
    try {
      return moveTo(before, new Backbone(state, model), layers);
    } catch (RuntimeException e) {
      if (registry.backbone(task).model() != model) {
        model.close();
      }
      throw e;
    }
  }

  private FreezeChange moveTo(Backbone before, Backbone target, List<LayerEntry> layers) {
    course.progress().samples(log.repairCounts(task, target));
    catchUp(target);
    NextHeads heads = new NextHeads(parts, stages, course, before, target);
    heads.prepare(caughtUp);
    catchUp(target);
    Changes changes = parts.database().changes();
    registry.moveTo(changes, task, target.freeze(), layers);
    heads.stage(changes);
    stages.stageEnd(changes, stage);
    CrashPoint.DEPTH_PREPARED.reach();
    switchOver(target, changes);
    stages.ended(stage);
    heads.announce();
    parts.listener().changed(task, target.freeze(), heads.carriedReleases(), heads.dropped());
    stages.row(task).last().ifPresent(last -> parts.listener().changeEnded(task, last));
    return ended(before, target, heads);
  }

  /** Runs on what is there, and again what has come since, until that is little. */
  private void catchUp(Backbone target) {
    long done = FEW + 1;
    for (int round = 0; done > FEW && round < MAX_ROUNDS; round++) {
      long last = log.lastSequence();
      Advanced step = log.advance(task, target, caughtUp, this::featuresDone);
      kept += step.kept();
      done = step.advanced();
      advanced += done;
      caughtUp = last;
    }
  }

  private void featuresDone(long done, long total) {
    stages.requireOpen();
    course.progress().features(advanced + done, advanced + total);
  }

  private void switchOver(Backbone target, Changes changes) {
    Advanced last =
        log.betweenCommits(
            () -> {
              Advanced rest = log.advance(task, target, caughtUp);
              changes.commit();
              CrashPoint.DEPTH_SWITCHED.reach();
              registry.swap(target);
              return rest;
            });
    advanced += last.advanced();
  }

  private FreezeChange ended(Backbone before, Backbone target, NextHeads heads) {
    RepairCounts counts = log.repairCounts(task, target);
    FreezeState state = target.freeze();
    if (counts.waiting() > 0) {
      parts.listener().repairsWanted(task, state);
    }
    FreezeChange change =
        new FreezeChange(
            task,
            before.freeze(),
            state,
            kept,
            advanced,
            counts.waiting() + counts.lost(),
            heads.retrained(),
            heads.carried(),
            heads.dropped(),
            (System.nanoTime() - begunNanos) / NANOS);
    report(change);
    return change;
  }

  private static void report(FreezeChange change) {
    LOG.info(
        "freeze task={} depth={}->{} epoch={} kept={} advanced={} void={} retrained={} dropped={}",
        change.task(),
        change.before().depth(),
        change.after().depth(),
        change.after().epoch(),
        change.kept(),
        change.advanced(),
        change.voided(),
        change.retrained().size(),
        change.dropped().size());
  }
}
