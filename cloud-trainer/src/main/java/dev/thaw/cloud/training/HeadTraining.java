package dev.thaw.cloud.training;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.LayerEntries;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.statistics.StatisticsStore;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.training.LearningCurve.Followed;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Trains one scope's head from stored features, with general features mixed in, and has the guard
 * judge it. Publishes nothing. Confined to the training thread.
 *
 * <p>Every run starts anew and takes the scope's features: all of a device's own, of several
 * devices as many of each as the caps allow. A device's or cohort's head starts from the global
 * one, to which it is also pulled back; the global one from the base model's. A head for several
 * devices is judged by them besides.
 */
public final class HeadTraining {
  private final ModelRegistry registry;
  private final ScopeFeatures features;
  private final TrainingSettings settings;
  private final OneStepHeads oneStep;
  private final HeadFit fit;
  private final Optional<Validator> validator;
  private final Jury jury;

  /**
   * Trains with the given settings.
   *
   * @param beforeStep runs before each step; what it throws ends the training, and comes through
   */
  public HeadTraining(
      ModelRegistry registry,
      ScopeFeatures features,
      TrainingSettings settings,
      Runnable beforeStep,
      StatisticsStore statistics) {
    this.registry = registry;
    this.features = features;
    this.settings = settings;
    this.oneStep = new OneStepHeads(registry, features, settings.closedForm(), statistics);
    this.fit = new HeadFit(registry, settings, beforeStep, oneStep);
    this.jury = new Jury(registry);
    this.validator = settings.validation().map(holdout -> new Validator(fit, holdout));
  }

  /**
   * Trains the scope's head on top of {@code backbone}, which need not be the present one. Blocks.
   *
   * @param position features up to this sequence number are taken into account
   */
  public Attempt attempt(Backbone backbone, Scope scope, long position) {
    return alone(backbone, prepared(backbone, scope, position, Optional.empty()));
  }

  /**
   * As {@link #attempt}; besides, if no devices judge the head, the settings say so and there are
   * enough uploads, trains another head on most of the uploads and follows it on the others. That
   * takes about as long again, and has no influence on the head or the verdict.
   */
  public Attempt attemptValidated(Backbone backbone, Scope scope, long position) {
    return alone(backbone, prepared(backbone, scope, position, validator));
  }

  /**
   * As {@link #attemptValidated} for each of the scopes, whose heads are trained in one go. Blocks.
   *
   * @param scopes of one kind
   * @return judges each, in order; to be called once, on the training thread
   */
  public List<Supplier<Attempt>> attemptTogether(
      Backbone backbone, List<Scope> scopes, long position) {
    List<PreparedHead> heads =
        scopes.stream().map(scope -> prepared(backbone, scope, position, validator)).toList();
    Iterator<HeadOutcome> outcomes =
        fit.fitTogether(backbone, heads.stream().flatMap(h -> h.scopeLessons().stream()).toList())
            .iterator();
    List<Supplier<Attempt>> attempts = new ArrayList<>();
    for (PreparedHead head : heads) {
      List<HeadOutcome> own = head.lessons().stream().map(lesson -> outcomes.next()).toList();
      attempts.add(() -> head.ending().apply(own));
    }
    return attempts;
  }

  /** Whether the scope's head gains by being trained together with others. */
  public boolean stacks(Backbone backbone, Scope scope) {
    return fit.trainerOf(backbone, scope) == TrainerKind.STACKED;
  }

  /** Keeps what the scope's last attempt leaves for its next when {@code changes} are committed. */
  void stage(Changes changes, String task, Scope scope) {
    oneStep.stage(changes, task, scope);
  }

  /**
   * Takes a device, or one of its samples, out of what is kept between attempts. To be called
   * before its features are deleted; durable on return.
   */
  public void forget(String task, String device, Optional<SampleId> sample) {
    oneStep.forget(task, device, sample);
  }

  private Attempt alone(Backbone backbone, PreparedHead head) {
    return head.ending().apply(fit.fitTogether(backbone, head.scopeLessons()));
  }

  private PreparedHead prepared(
      Backbone backbone, Scope scope, long position, Optional<Validator> validating) {
    Guard guard = new Guard(fit.minSamples(backbone, scope), backbone.task().labels());
    Generation generation = Generation.of(backbone);
    Drawn drawn = features.draw(backbone.task().name(), scope, generation, position, settings);
    Split split = Split.of(drawn, settings);
    boolean enough = guard.hasEnough(split.shown().size());
    List<Example> replay = enough ? replay(split, backbone, scope) : List.of();
    HeadJob job = new HeadJob(backbone, scope, position, split, replay, drawn.crowd());
    return enough
        ? prepared(job, guard, split.isJudged() ? Optional.empty() : validating)
        : PreparedHead.nothing(scope, job.nothing(guard.tooFew(split.shown().size())));
  }

  private PreparedHead prepared(HeadJob job, Guard guard, Optional<Validator> validating) {
    Optional<Lesson> measured =
        validating.flatMap(v -> v.lesson(job.backbone(), job.scope(), job.split().shown()));
    return new PreparedHead(
        job.scope(),
        Stream.concat(Stream.of(job.lesson()), measured.stream()).toList(),
        outcomes ->
            trained(
                job,
                guard,
                outcomes.get(0),
                measured.flatMap(lesson -> Validator.followed(job, lesson, outcomes.get(1)))));
  }

  private List<Example> replay(Split split, Backbone backbone, Scope scope) {
    return fit.general(backbone, scope, HeadJob.labels(split.shownExamples()));
  }

  private Attempt trained(
      HeadJob job, Guard guard, HeadOutcome outcome, Optional<Followed> followed) {
    try {
      job.requireFinite();
      TrainedHead head = outcome.orThrow();
      double loss = head.metrics().getOrDefault("loss", Double.NaN);
      Verdict verdict = guard.judge(job.coverage(), loss);
      return job.split().isJudged()
          ? judged(job, head, verdict)
          : made(job, head, unjudged(job, verdict), LearningCurve.of(head.curve(), followed));
    } catch (ModelException e) {
      return job.nothing(guard.diverged(String.valueOf(e.getMessage())));
    }
  }

  private Attempt judged(HeadJob job, TrainedHead head, Verdict guards) {
    Followed followed = Validator.followed(head, job.split().heldExamples().size());
    LearningCurve curve = LearningCurve.of(head.curve(), Optional.of(followed));
    if (!guards.published()) {
      return made(job, head, guards, curve);
    }
    Opinion opinion = jury.opinion(job.backbone(), job.scope(), head.layers(), job.split().held());
    return made(job.judged(opinion), head, Jury.verdict(guards, opinion), curve);
  }

  private Verdict unjudged(HeadJob job, Verdict guards) {
    return job.crowd().isPresent() && settings.crowd().judged() ? Jury.tooFew(guards) : guards;
  }

  private Attempt made(HeadJob job, TrainedHead head, Verdict verdict, LearningCurve curve) {
    Backbone backbone = job.backbone();
    List<LayerEntry> whole = registry.global(backbone.task().name()).manifest().layers();
    List<LayerEntry> layers = LayerEntries.withHead(whole, backbone.depth(), head.layers());
    Map<String, Double> metrics = metrics(job, head, curve);
    Candidate candidate = new Candidate(job.scope(), backbone.freeze(), layers, metrics, verdict);
    return job.attempt(verdict, Optional.of(candidate), head.layers(), curve);
  }

  private static Map<String, Double> metrics(HeadJob job, TrainedHead head, LearningCurve curve) {
    Map<String, Double> metrics = new HashMap<>(head.metrics());
    metrics.put("samples", (double) job.split().shown().size());
    metrics.put("replayed", (double) job.replay().size());
    curve.validation().ifPresent(validation -> metrics.putAll(validation.metrics()));
    return metrics;
  }
}
