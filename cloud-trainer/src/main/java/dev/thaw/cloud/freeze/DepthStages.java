package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import java.util.List;
import java.util.Optional;

/** The stage that a change of depth is in by its record. Stateless. */
final class DepthStages {
  private DepthStages() {}

  static Stage of(Parts parts, Stages stages, StageTimer timer, Course<FreezeChange> course) {
    ChangeRecord change = course.change();
    if (change.deadline().isEmpty()) {
      return new Preparing(parts, stages, course, Optional.empty());
    }
    Backbone coming = coming(parts.registry(), course.task(), change.to());
    return change.phase() == Phase.WAITING_FOR_REPAIR
        ? new Waiting(parts, stages, timer, course, coming)
        : new Preparing(parts, stages, course, Optional.of(coming));
  }

  /** Shallower: every layer below is frozen already, so its state is known before the switch. */
  private static Backbone coming(ModelRegistry registry, String task, int depth) {
    List<LayerEntry> layers = registry.global(task).manifest().layers();
    FreezeState state = registry.stateAt(task, depth, layers);
    return new Backbone(state, registry.backbone(task).model());
  }
}
