package dev.thaw.cloud.freeze;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new base model is in force, and what the old one made is being dropped by range. It cannot
 * fail, only take longer: an interruption or a full disk leaves the rest for later.
 */
final class Dropping implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Dropping.class);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final double NANOS = 1e9;

  private final Parts parts;
  private final Stages stages;
  private final Course<BaseChange> course;
  private final FreezeState before;
  private final List<Scope> fallen;
  private final long begunNanos;
  private boolean queued;
  private long retryNanos;

  /**
   * The stage after the switch.
   *
   * @param before the freeze state of the old base model
   * @param fallen scopes that lost their head
   */
  Dropping(
      Parts parts,
      Stages stages,
      Course<BaseChange> course,
      FreezeState before,
      List<Scope> fallen,
      long begunNanos) {
    this.parts = parts;
    this.stages = stages;
    this.course = course;
    this.before = before;
    this.fallen = List.copyOf(fallen);
    this.begunNanos = begunNanos;
  }

  @Override
  public Course<BaseChange> course() {
    return course;
  }

  @Override
  public Phase phase() {
    return Phase.DROPPING;
  }

  @Override
  public synchronized void begin() {
    queued = true;
    var unused =
        parts
            .queue()
            .runNext("dropping features task=" + course.task(), this::drop)
            .whenComplete(
                (change, failure) -> {
                  if (failure == null) {
                    course.done().complete(change);
                  } else {
                    later();
                  }
                });
  }

  @Override
  public void tick() {
    if (isDue()) {
      begin();
    }
  }

  private synchronized boolean isDue() {
    return !queued && System.nanoTime() >= retryNanos;
  }

  private synchronized void later() {
    queued = false;
    retryNanos = System.nanoTime() + RETRY.toNanos();
  }

  private BaseChange drop() {
    Backbone backbone = parts.registry().backbone(course.task());
    long foreign = parts.log().dropForeign(course.task(), made(backbone.model()), this::dropped);
    RepairCounts counts = parts.log().repairCounts(course.task(), backbone);
    stages.end(this, FreezeStatus.Outcome.SWITCHED, "");
    BaseChange change = change(backbone, foreign, counts);
    LOG.info(
        "features dropped task={} dropped={} kept={} wanted={}",
        course.task(),
        foreign,
        change.kept(),
        change.wanted());
    if (counts.waiting() > 0) {
      parts.listener().repairsWanted(course.task(), backbone.freeze());
    }
    return change;
  }

  /** What the new model's layers could have made. */
  private static Predicate<Generation> made(LayeredModel model) {
    return generation ->
        generation.cut() <= model.layerCount()
            && model.prefixDigest(generation.cut()).equals(generation.prefix());
  }

  private void dropped(long count) {
    stages.requireOpen();
    course.progress().features(count, count);
  }

  private BaseChange change(Backbone backbone, long foreign, RepairCounts counts) {
    return new BaseChange(
        course.task(),
        true,
        before,
        backbone.freeze(),
        counts.ready(),
        foreign,
        counts.waiting(),
        fallen,
        (System.nanoTime() - begunNanos) / NANOS);
  }
}
