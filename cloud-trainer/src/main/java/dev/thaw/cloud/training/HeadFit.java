package dev.thaw.cloud.training;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Scope;
import java.util.List;

/** Fits one head as the settings say, from where heads of its scope start. Thread-safe. */
final class HeadFit {
  private final ModelRegistry registry;
  private final TrainingSettings settings;
  private final HeadTrainer trainer;

  HeadFit(ModelRegistry registry, TrainingSettings settings, HeadTrainer trainer) {
    this.registry = registry;
    this.settings = settings;
    this.trainer = trainer;
  }

  /**
   * Blocks.
   *
   * @throws ModelException if the training diverged
   */
  TrainedHead fit(Backbone backbone, Scope scope, HeadExamples examples) {
    LayeredModel model = backbone.model();
    int depth = backbone.depth();
    HeadOptions options = settings.optionsFor(model.layerCount() - depth);
    List<byte[]> layers = registry.startLayers(backbone, scope);
    CrashPoint.IN_TRAINING.passBy();
    try (LayeredModel start = model.withLayers(depth, layers)) {
      return trainer.train(start, depth, examples, options, settings.seed());
    }
  }
}
