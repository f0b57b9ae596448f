package dev.thaw.cloud.freeze;

import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.registry.Backbone;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices repair samples for the coming freeze point, while everything runs at the present one.
 * Ends when enough are repaired, or at the deadline.
 */
final class Waiting implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

  /** Between two looks it rests this many times as long as a look takes. */
  private static final int REST = 10;

  private final Parts parts;
  private final Stages stages;
  private final StageTimer timer;
  private final Course<FreezeChange> course;
  private final Backbone coming;
  private volatile boolean changed = true;
  private long nextLookNanos = System.nanoTime();

  Waiting(
      Parts parts, Stages stages, StageTimer timer, Course<FreezeChange> course, Backbone coming) {
    this.parts = parts;
    this.stages = stages;
    this.timer = timer;
    this.course = course;
    this.coming = coming;
  }

  @Override
  public Course<FreezeChange> course() {
    return course;
  }

  @Override
  public Phase phase() {
    return Phase.WAITING_FOR_REPAIR;
  }

  @Override
  public Optional<Backbone> coming() {
    return Optional.of(coming);
  }

  @Override
  public void begin() {
    LOG.info(
        "freeze waits task={} depth={}->{} epoch={} rule={}",
        course.task(),
        course.change().from(),
        coming.depth(),
        coming.freeze().epoch(),
        course.change().when());
    parts.listener().repairsWanted(course.task(), coming.freeze());
    timer.tickSoon();
  }

  @Override
  public void samplesChanged() {
    changed = true;
  }

  @Override
  public void tick() {
    if (isOverdue() || isRepaired()) {
      stages.enter(this, new Preparing(parts, stages, course, Optional.of(coming)));
    }
  }

  @Override
  public void requireCancellable() {}

  private boolean isOverdue() {
    return course.change().deadline().filter(d -> !parts.clock().instant().isBefore(d)).isPresent();
  }

  private boolean isRepaired() {
    long begun = System.nanoTime();
    if (!changed || begun < nextLookNanos) {
      return false;
    }
    changed = false;
    RepairCounts counts = parts.log().repairCounts(course.task(), coming);
    course.progress().samples(counts);
    nextLookNanos = System.nanoTime() + REST * (System.nanoTime() - begun);
    changed |= suffices(counts);
    return suffices(counts);
  }

  private boolean suffices(RepairCounts counts) {
    return course.change().when() instanceof WhenRepaired rule && counts.share() >= rule.share();
  }
}
