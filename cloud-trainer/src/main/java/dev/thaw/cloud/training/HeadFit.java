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
import java.util.function.Function;

/**
 * Fits one head as the settings say, from where heads of its scope start. Confined to the training
 * thread.
 */
final class HeadFit {
  private final ModelRegistry registry;
  private final TrainingSettings settings;
  private final HeadTrainer descent;
  private final ClosedFormTrainer closedForm = new ClosedFormTrainer();
  private final OneStepHeads oneStep;
  private final GeneralFeatures besideDescent;
  private final GeneralFeatures besideClosedForm;

  HeadFit(
      ModelRegistry registry,
      TrainingSettings settings,
      HeadTrainer descent,
      OneStepHeads oneStep) {
    this.registry = registry;
    this.settings = settings;
    this.descent = descent;
    this.oneStep = oneStep;
    this.besideDescent = new GeneralFeatures(registry, settings.replay());
    this.besideClosedForm = new GeneralFeatures(registry, settings.closedForm().replay());
  }

  /** The general features that the scope's trainer wants beside uploads of some classes. */
  List<Example> general(Backbone backbone, Scope scope, Set<Integer> uploaded) {
    return (isResidual(backbone, scope) ? besideClosedForm : besideDescent)
        .beside(uploaded, backbone);
  }

  /**
   * Fits the job's head. Blocks.
   *
   * @throws ModelException if the training diverged
   */
  TrainedHead fit(HeadJob job) {
    return isResidual(job.backbone(), job.scope()) && settings.trainer() == TrainerKind.ONE_STEP
        ? with(job.backbone(), job.scope(), start -> oneStep.fit(start, job))
        : fit(job.backbone(), job.scope(), job.lesson());
  }

  /**
   * Fits a head to the lesson alone. Blocks.
   *
   * @throws ModelException if the training diverged
   */
  TrainedHead fit(Backbone backbone, Scope scope, Lesson lesson) {
    int depth = backbone.depth();
    if (!isResidual(backbone, scope)) {
      return with(backbone, scope, start -> descend(start, depth, lesson));
    }
    return settings.trainer() == TrainerKind.ONE_STEP
        ? with(backbone, scope, start -> oneStep.fit(start, depth, lesson))
        : with(backbone, scope, start -> solve(start, depth, lesson));
  }

  private TrainedHead with(
      Backbone backbone, Scope scope, Function<LayeredModel, TrainedHead> fit) {
    List<byte[]> layers = registry.startLayers(backbone, scope);
    CrashPoint.IN_TRAINING.passBy();
    try (LayeredModel start = backbone.model().withLayers(backbone.depth(), layers)) {
      return fit.apply(start);
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
  private boolean isResidual(Backbone backbone, Scope scope) {
    return settings.trainer() != TrainerKind.SGD
        && !scope.equals(Scope.GLOBAL)
        && ResidualBasis.of(backbone.model(), backbone.depth()).isPresent();
  }
}
