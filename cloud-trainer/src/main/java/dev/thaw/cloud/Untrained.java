package dev.thaw.cloud;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.training.ScopeFeatures;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingTrigger;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;

/** Finds the features that came after the last training, when nothing else tells of them. */
final class Untrained {
  private final ModelRegistry registry;
  private final FeatureLog log;
  private final ScopeFeatures features;

  Untrained(ModelRegistry registry, FeatureLog log, ScopeFeatures features) {
    this.registry = registry;
    this.log = log;
    this.features = features;
  }

  /** Tells {@code trigger} about them, by the positions that are stored with the heads. */
  void report(TrainingTrigger trigger) {
    registry.tasks().stream().map(TaskSpec::name).forEach(task -> report(task, trigger));
  }

  /** The same for one task. */
  void report(String task, TrainingTrigger trigger) {
    if (trigger.watches(ScopeKind.DEVICE)) {
      log.devices(task).forEach(id -> report(task, new Scope.OfDevice(id), trigger));
    }
    if (trigger.watches(ScopeKind.COHORT)) {
      features.cohorts(task).forEach(name -> report(task, new Scope.Cohort(name), trigger));
    }
    if (trigger.watches(ScopeKind.GLOBAL)) {
      report(task, Scope.GLOBAL, trigger);
    }
  }

  private void report(String task, Scope scope, TrainingTrigger trigger) {
    Backbone backbone = registry.backbone(task);
    Generation generation = Generation.of(backbone);
    long position = registry.position(task, scope);
    trigger.add(task, scope, features.countAfter(task, scope, generation, position));
  }
}
