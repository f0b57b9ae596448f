package dev.thaw.cloud.training;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.protocol.Scope;
import java.util.function.Predicate;

/**
 * Which scopes are trained together: those of one kind whose trainer stacks, as many as there is
 * room for. Immutable.
 */
public final class Stacks {
  /** More gain next to nothing, and a change of depth or an erasure waits for all of them. */
  private static final int MOST_SCOPES = 16;

  private final ModelRegistry registry;
  private final ScopeFeatures features;
  private final HeadTraining training;
  private final long mostFeatures;

  /**
   * Stacks of heads that {@code training} trains.
   *
   * @param mostFeatures of all scopes of a stack, unless the first has more alone
   */
  public Stacks(
      ModelRegistry registry, ScopeFeatures features, HeadTraining training, long mostFeatures) {
    this.registry = registry;
    this.features = features;
    this.training = training;
    this.mostFeatures = mostFeatures;
  }

  /** Says yes to each scope that is to be trained with {@code first}, and counts it in. */
  Predicate<Scope> companions(String task, Scope first) {
    Backbone backbone = registry.backbone(task);
    if (!training.stacks(backbone, first)) {
      return scope -> false;
    }
    ScopeKind kind = TrainerRule.kindOf(first);
    Generation generation = Generation.of(backbone);
    StackRoom room = new StackRoom(MOST_SCOPES, mostFeatures);
    room.add(features.count(task, first, generation));
    return scope ->
        TrainerRule.kindOf(scope) == kind
            && !room.isFull()
            && room.addIfItFits(features.count(task, scope, generation));
  }
}
