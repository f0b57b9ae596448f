package dev.thaw.cloud.training;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.LayerEntries;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.training.LearningCurve.Followed;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Trains one scope's head from stored features, with general features mixed in, and has the guard
 * judge it. Publishes nothing. Confined to the training thread.
 *
 * <p>Every run starts anew and takes all of the scope's features: a device's or cohort's head
 * starts from the global one, to which it is also pulled back; the global one from the base
 * model's.
 */
public final class HeadTraining {
  private final ModelRegistry registry;
  private final ScopeFeatures features;
  private final GeneralFeatures general;
  private final TrainingSettings settings;
  private final HeadFit fit;
  private final Optional<Validator> validator;

  /** Trains with the given settings. */
  public HeadTraining(ModelRegistry registry, ScopeFeatures features, TrainingSettings settings) {
    this.registry = registry;
    this.features = features;
    this.settings = settings;
    this.general = new GeneralFeatures(registry, settings.replay());
    this.fit = new HeadFit(registry, settings);
    this.validator = settings.validation().map(holdout -> new Validator(fit, general, holdout));
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
   * As {@link #attempt}; before that, if the settings say so and there are enough uploads, trains
   * another head on most of the uploads and follows it on the others. That takes about as long
   * again, and has no influence on the head or the verdict.
   */
  public Attempt attemptValidated(Backbone backbone, Scope scope, long position) {
    return attempt(
        backbone,
        scope,
        position,
        uploads -> validator.flatMap(each -> each.follow(backbone, scope, uploads)));
  }

  private Attempt attempt(
      Backbone backbone,
      Scope scope,
      long position,
      Function<List<Upload>, Optional<Followed>> validation) {
    Guard guard = new Guard(settings.minSamples(), backbone.task().labels());
    List<Upload> found = uploads(backbone, scope, position);
    List<Example> uploads = found.stream().map(Upload::example).toList();
    if (!guard.hasEnough(uploads.size())) {
      Verdict verdict = guard.tooFew(uploads.size());
      return nothing(new Job(backbone, scope, position, uploads, List.of()), verdict);
    }
    List<Example> replay = general.beside(labels(uploads), backbone);
    Job job = new Job(backbone, scope, position, uploads, replay);
    return trained(job, guard, validation.apply(found));
  }

  /** What one head is trained on. */
  private record Job(
      Backbone backbone, Scope scope, long position, List<Example> uploads, List<Example> replay) {
    Coverage coverage() {
      int classes = backbone.task().labels().size();
      return new Coverage(labels(uploads), labels(replay), classes);
    }

    HeadExamples examples() {
      return new HeadExamples(Stream.concat(uploads.stream(), replay.stream()).toList(), List.of());
    }
  }

  private List<Upload> uploads(Backbone backbone, Scope scope, long position) {
    String task = backbone.task().name();
    Generation generation = Generation.of(backbone);
    return features.uploads(
        task, scope, generation, position, settings.maxExamples(), settings.seed());
  }

  private Attempt trained(Job job, Guard guard, Optional<Followed> followed) {
    try {
      TrainedHead head = fit.fit(job.backbone(), job.scope(), job.examples());
      double loss = head.metrics().getOrDefault("loss", Double.NaN);
      Verdict verdict = guard.judge(job.coverage(), loss);
      return made(job, head, verdict, LearningCurve.of(head.curve(), followed));
    } catch (ModelException e) {
      return nothing(job, guard.diverged(String.valueOf(e.getMessage())));
    }
  }

  private Attempt made(Job job, TrainedHead head, Verdict verdict, LearningCurve curve) {
    Backbone backbone = job.backbone();
    List<LayerEntry> whole = registry.global(backbone.task().name()).manifest().layers();
    List<LayerEntry> layers = LayerEntries.withHead(whole, backbone.depth(), head.layers());
    Map<String, Double> metrics = metrics(job, head, curve);
    Candidate candidate = new Candidate(job.scope(), backbone.freeze(), layers, metrics, verdict);
    return attempt(job, verdict, Optional.of(candidate), head.layers(), curve);
  }

  private static Map<String, Double> metrics(Job job, TrainedHead head, LearningCurve curve) {
    Map<String, Double> metrics = new HashMap<>(head.metrics());
    metrics.put("samples", (double) job.uploads().size());
    metrics.put("replayed", (double) job.replay().size());
    curve.validation().ifPresent(validation -> metrics.putAll(validation.metrics()));
    return metrics;
  }

  private static Attempt nothing(Job job, Verdict verdict) {
    return attempt(job, verdict, Optional.empty(), List.of(), LearningCurve.NONE);
  }

  private static Attempt attempt(
      Job job,
      Verdict verdict,
      Optional<Candidate> candidate,
      List<byte[]> head,
      LearningCurve curve) {
    long samples = job.uploads().size();
    long replayed = job.replay().size();
    return new Attempt(samples, replayed, job.position(), verdict, candidate, head, curve);
  }

  private static Set<Integer> labels(List<Example> examples) {
    return examples.stream().map(Example::label).collect(Collectors.toSet());
  }
}
