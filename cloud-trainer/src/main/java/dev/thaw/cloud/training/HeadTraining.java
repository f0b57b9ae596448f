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
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

  /** Trains with the given settings; what ends {@code trainer} early comes through. */
  public HeadTraining(
      ModelRegistry registry,
      ScopeFeatures features,
      TrainingSettings settings,
      HeadTrainer trainer,
      StatisticsStore statistics) {
    this.registry = registry;
    this.features = features;
    this.settings = settings;
    this.oneStep = new OneStepHeads(registry, features, settings.closedForm(), statistics);
    this.fit = new HeadFit(registry, settings, trainer, oneStep);
    this.jury = new Jury(registry);
    this.validator = settings.validation().map(holdout -> new Validator(fit, holdout));
  }

  /**
   * Trains the scope's head on top of {@code backbone}, which need not be the present one. Blocks.
   *
   * @param position features up to this sequence number are taken into account
   */
  public Attempt attempt(Backbone backbone, Scope scope, long position) {
    return attempt(backbone, scope, position, uploads -> Optional.empty());
  }

  /**
   * As {@link #attempt}; before that, if no devices judge the head, the settings say so and there
   * are enough uploads, trains another head on most of the uploads and follows it on the others.
   * That takes about as long again, and has no influence on the head or the verdict.
   */
  public Attempt attemptValidated(Backbone backbone, Scope scope, long position) {
    return attempt(
        backbone,
        scope,
        position,
        uploads -> validator.flatMap(each -> each.follow(backbone, scope, uploads)));
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

  private Attempt attempt(
      Backbone backbone,
      Scope scope,
      long position,
      Function<List<Upload>, Optional<Followed>> validation) {
    Guard guard = new Guard(settings.minSamples(), backbone.task().labels());
    Generation generation = Generation.of(backbone);
    Drawn drawn = features.draw(backbone.task().name(), scope, generation, position, settings);
    Split split = Split.of(drawn, settings);
    boolean enough = guard.hasEnough(split.shown().size());
    List<Example> replay = enough ? replay(split, backbone, scope) : List.of();
    HeadJob job = new HeadJob(backbone, scope, position, split, replay, drawn.crowd());
    return enough
        ? trained(job, guard, split.isJudged() ? Optional.empty() : validation.apply(split.shown()))
        : job.nothing(guard.tooFew(split.shown().size()));
  }

  private List<Example> replay(Split split, Backbone backbone, Scope scope) {
    return fit.general(backbone, scope, HeadJob.labels(split.shownExamples()));
  }

  private Attempt trained(HeadJob job, Guard guard, Optional<Followed> followed) {
    try {
      job.requireFinite();
      TrainedHead head = fit.fit(job);
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
