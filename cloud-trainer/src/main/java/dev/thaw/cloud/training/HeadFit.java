package dev.thaw.cloud.training;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.closedform.ClosedFormTrainer;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.StackedTrainer;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Fits heads by the trainer that the settings choose for their scopes, from where heads of these
 * start. Confined to the training thread.
 */
final class HeadFit {
  private final ModelRegistry registry;
  private final TrainerChoice trainers;
  private final Fitting descent;
  private final Fitting stacks;
  private final Fitting closedForm;
  private final Fitting oneStep;

  /**
   * Fits nothing yet.
   *
   * @param beforeStep what it throws ends what is being trained, and comes through
   */
  HeadFit(
      ModelRegistry registry,
      TrainingSettings settings,
      Runnable beforeStep,
      OneStepHeads oneStep) {
    this.registry = registry;
    this.trainers = settings.trainers();
    GeneralFeatures general = new GeneralFeatures(registry, settings.replay());
    this.descent = new DescentFitting(HeadTrainer.asking(beforeStep), settings, general);
    this.stacks = new DescentFitting(StackedTrainer.asking(beforeStep), settings, general);
    ClosedForm closed = settings.closedForm();
    GeneralFeatures kept = new GeneralFeatures(registry, closed.replay());
    this.closedForm = new ResidualFitting(closed, kept, solving(closed));
    this.oneStep = new ResidualFitting(closed, kept, oneStep::fit);
  }

  private static BiFunction<Backbone, Fitting.Started, TrainedHead> solving(ClosedForm settings) {
    ClosedFormTrainer trainer = new ClosedFormTrainer();
    return (backbone, each) -> {
      Lesson lesson = each.lesson();
      HeadExamples examples = new HeadExamples(lesson.uploads(), lesson.held());
      return trainer.train(
          each.start(), backbone.depth(), examples, lesson.general(), settings.options());
    };
  }

  /** How heads of the scope on top of {@code backbone} are made. */
  TrainerKind trainerOf(Backbone backbone, Scope scope) {
    TrainerKind chosen = trainers.trainerOf(backbone.task().name(), scope);
    return fitting(chosen).suits(backbone) ? chosen : TrainerKind.SGD;
  }

  /** The general features that the scope's trainer wants beside uploads of some classes. */
  List<Example> general(Backbone backbone, Scope scope, Set<Integer> uploaded) {
    return fitting(backbone, scope).general(backbone, uploaded);
  }

  /** The least number of uploads that the scope's trainer makes a head of. */
  int minSamples(Backbone backbone, Scope scope) {
    return fitting(backbone, scope).minSamples();
  }

  /**
   * Fits a head to each lesson. Blocks.
   *
   * @param lessons of scopes of one kind
   * @return one outcome for each, in order
   */
  List<HeadOutcome> fitTogether(Backbone backbone, List<ScopeLesson> lessons) {
    if (lessons.isEmpty()) {
      return List.of();
    }
    Fitting fitting = fitting(backbone, lessons.get(0).scope());
    List<Fitting.Started> started = new ArrayList<>();
    try {
      lessons.forEach(each -> started.add(started(backbone, each)));
      return fitting.fit(backbone, started);
    } finally {
      started.forEach(each -> each.start().close());
    }
  }

  private Fitting.Started started(Backbone backbone, ScopeLesson each) {
    List<byte[]> layers = registry.startLayers(backbone, each.scope());
    CrashPoint.IN_TRAINING.passBy();
    LayeredModel start = backbone.model().withLayers(backbone.depth(), layers);
    return new Fitting.Started(each.scope(), start, each.lesson());
  }

  private Fitting fitting(Backbone backbone, Scope scope) {
    return fitting(trainerOf(backbone, scope));
  }

  private Fitting fitting(TrainerKind kind) {
    return switch (kind) {
      case SGD -> descent;
      case STACKED -> stacks;
      case CLOSED_FORM -> closedForm;
      case ONE_STEP -> oneStep;
    };
  }
}
