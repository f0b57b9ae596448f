package dev.thaw.cloud.training;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.closedform.ClosedFormTrainer;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Set;

/**
 * Fits one head as the settings say, from where heads of its scope start. Confined to the training
 * thread.
 */
final class HeadFit {
  private final ModelRegistry registry;
  private final TrainingSettings settings;
  private final HeadTrainer descent;
  private final ClosedFormTrainer closedForm = new ClosedFormTrainer();
  private final GeneralFeatures besideDescent;
  private final GeneralFeatures besideClosedForm;

  HeadFit(ModelRegistry registry, TrainingSettings settings, HeadTrainer descent) {
    this.registry = registry;
    this.settings = settings;
    this.descent = descent;
    this.besideDescent = new GeneralFeatures(registry, settings.replay());
    this.besideClosedForm = new GeneralFeatures(registry, settings.closedForm().replay());
  }

  /** The general features that the scope's trainer wants beside uploads of some classes. */
  List<Example> general(Backbone backbone, Scope scope, Set<Integer> uploaded) {
    return (isClosedForm(backbone, scope) ? besideClosedForm : besideDescent)
        .beside(uploaded, backbone);
  }

  /** The least number of uploads that the scope's trainer makes a head of. */
  int minSamples(Backbone backbone, Scope scope) {
    return isClosedForm(backbone, scope)
        ? settings.closedForm().minSamples()
        : settings.minSamples();
  }

  /**
   * Blocks.
   *
   * @throws ModelException if the training diverged
   */
  TrainedHead fit(Backbone backbone, Scope scope, Lesson lesson) {
    int depth = backbone.depth();
    List<byte[]> layers = registry.startLayers(backbone, scope);
    CrashPoint.IN_TRAINING.passBy();
    try (LayeredModel start = backbone.model().withLayers(depth, layers)) {
      return isClosedForm(backbone, scope)
          ? solve(start, depth, lesson)
          : descend(start, depth, lesson);
    }
  }

  private TrainedHead solve(LayeredModel start, int depth, Lesson lesson) {
    HeadExamples examples = new HeadExamples(lesson.uploads(), lesson.held());
    return closedForm.train(
        start, depth, examples, lesson.general(), settings.closedForm().options());
  }

  private TrainedHead descend(LayeredModel start, int depth, Lesson lesson) {
    HeadOptions options = settings.optionsFor(start.layerCount() - depth);
    HeadExamples examples = new HeadExamples(lesson.all(), lesson.held());
    return descent.train(start, depth, examples, options, settings.seed());
  }

  /** Everybody's head is the start of all others: it stays without a residual layer. */
  private boolean isClosedForm(Backbone backbone, Scope scope) {
    return settings.trainer() == TrainerKind.CLOSED_FORM
        && !scope.equals(Scope.GLOBAL)
        && ResidualBasis.of(backbone.model(), backbone.depth()).isPresent();
  }
}
