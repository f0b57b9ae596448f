package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.registry.Backbone;
import java.util.Optional;

/**
 * A change of depth waits for its turn on the training thread, then runs features on, trains heads
 * and switches. Everything runs at the present depth until the switch.
 */
final class Preparing implements Stage {
  private final Parts parts;
  private final Stages stages;
  private final Course<FreezeChange> course;
  private final Optional<Backbone> coming;

  /**
   * The stage before the switch.
   *
   * @param coming what devices upload for already, if the change has waited for repairs
   */
  Preparing(Parts parts, Stages stages, Course<FreezeChange> course, Optional<Backbone> coming) {
    this.parts = parts;
    this.stages = stages;
    this.course = course;
    this.coming = coming;
  }

  @Override
  public Course<FreezeChange> course() {
    return course;
  }

  @Override
  public Phase phase() {
    return Phase.PREPARING;
  }

  @Override
  public Optional<Backbone> coming() {
    return coming;
  }

  @Override
  public void begin() {
    String what = "change of depth task=" + course.task() + " depth=" + course.change().to();
    var unused =
        parts
            .queue()
            .runNext(what, this::attempt)
            .whenComplete(
                (change, failure) -> {
                  if (failure == null) {
                    course.done().complete(change);
                  } else {
                    course.fail(failure);
                  }
                });
  }

  private FreezeChange attempt() {
    try {
      stages.attempting(this);
      return new DepthSwitch(parts, stages, this).run();
    } catch (RuntimeException | Error e) {
      stages.failed(this, e);
      throw e;
    }
  }
}
