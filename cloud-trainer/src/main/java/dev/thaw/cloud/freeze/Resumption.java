package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.TaskSpec;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up, or rolls back, the changes that the end of the last process interrupted. Used once,
 * before anything else changes.
 */
final class Resumption {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);
  private static final int MAX_ATTEMPTS = 3;

  private final Parts parts;
  private final Stages stages;
  private final StageTimer timer;

  Resumption(Parts parts, Stages stages, StageTimer timer) {
    this.parts = parts;
    this.stages = stages;
    this.timer = timer;
  }

  void run() {
    for (TaskSpec task : parts.registry().tasks()) {
      stages.row(task.name()).underWay().ifPresent(change -> resume(task.name(), change));
    }
  }

  private void resume(String task, ChangeRecord change) {
    LOG.info(
        "interrupted change found task={} depth={}->{} wholeUpdate={} phase={} attempts={}",
        task,
        change.from(),
        change.to(),
        change.wholeUpdate(),
        change.phase(),
        change.attempts());
    if (change.wholeUpdate()) {
      resumeBase(new Course<>(task, change, true));
    } else {
      resumeDepth(new Course<>(task, change, true));
    }
  }

  private void resumeDepth(Course<FreezeChange> course) {
    Stage stage = DepthStages.of(parts, stages, timer, course);
    if (course.change().attempts() < MAX_ATTEMPTS) {
      stages.entered(stage);
    } else {
      stages.end(stage, Outcome.ROLLED_BACK, "interrupted " + MAX_ATTEMPTS + " times");
    }
  }

  /** The file of a base model that was not in force yet is gone. */
  private void resumeBase(Course<BaseChange> course) {
    FreezeState freeze = parts.registry().backbone(course.task()).freeze();
    Dropping dropping = new Dropping(parts, stages, course, freeze, List.of(), System.nanoTime());
    if (course.change().phase() == Phase.DROPPING) {
      stages.entered(dropping);
    } else {
      String reason = "interrupted before the new base model was in force: publish it again";
      stages.end(dropping, Outcome.ROLLED_BACK, reason);
    }
  }
}
