package dev.thaw.cloud.training;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.LayerEntries;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final HeadTrainer trainer = new HeadTrainer();

  /** Trains with the given settings. */
  public HeadTraining(ModelRegistry registry, ScopeFeatures features, TrainingSettings settings) {
    this.registry = registry;
    this.features = features;
    this.settings = settings;
    this.general = new GeneralFeatures(registry, settings.replay());
  }

  /**
   * Trains the scope's head on top of {@code backbone}, which need not be the present one. Blocks.
   *
   * @param position features up to this sequence number are taken into account
   */
  public Attempt attempt(Backbone backbone, Scope scope, long position) {
    Guard guard = new Guard(settings.minSamples(), backbone.task().labels());
    List<Example> uploads = uploads(backbone, scope, position);
    if (!guard.hasEnough(uploads.size())) {
      Verdict verdict = guard.tooFew(uploads.size());
      return nothing(new Job(backbone, scope, position, uploads, List.of()), verdict);
    }
    List<Example> replay = general.beside(labels(uploads), backbone);
    return trained(new Job(backbone, scope, position, uploads, replay), guard);
  }

  /** What one head is trained on. */
  private record Job(
      Backbone backbone, Scope scope, long position, List<Example> uploads, List<Example> replay) {
    Coverage coverage() {
      int classes = backbone.task().labels().size();
      return new Coverage(labels(uploads), labels(replay), classes);
    }

    List<Example> examples() {
      return Stream.concat(uploads.stream(), replay.stream()).toList();
    }
  }

  private List<Example> uploads(Backbone backbone, Scope scope, long position) {
    String task = backbone.task().name();
    Generation generation = Generation.of(backbone);
    return features.examples(
        task, scope, generation, position, settings.maxExamples(), settings.seed());
  }

  private Attempt trained(Job job, Guard guard) {
    try {
      TrainedHead head = train(job);
      double loss = head.metrics().getOrDefault("loss", Double.NaN);
      return made(job, head, guard.judge(job.coverage(), loss));
    } catch (ModelException e) {
      return nothing(job, guard.diverged(String.valueOf(e.getMessage())));
    }
  }

  private TrainedHead train(Job job) {
    LayeredModel model = job.backbone().model();
    int depth = job.backbone().depth();
    HeadOptions options = settings.optionsFor(model.layerCount() - depth);
    List<byte[]> layers = registry.startLayers(job.backbone(), job.scope());
    try (LayeredModel start = model.withLayers(depth, layers)) {
      return trainer.train(start, depth, job.examples(), options, settings.seed());
    }
  }

  private Attempt made(Job job, TrainedHead head, Verdict verdict) {
    Backbone backbone = job.backbone();
    Map<String, Double> metrics = new HashMap<>(head.metrics());
    metrics.put("samples", (double) job.uploads().size());
    metrics.put("replayed", (double) job.replay().size());
    List<LayerEntry> whole = registry.global(backbone.task().name()).manifest().layers();
    List<LayerEntry> layers = LayerEntries.withHead(whole, backbone.depth(), head.layers());
    Candidate candidate = new Candidate(job.scope(), backbone.freeze(), layers, metrics, verdict);
    return attempt(job, verdict, Optional.of(candidate), head.layers());
  }

  private static Attempt nothing(Job job, Verdict verdict) {
    return attempt(job, verdict, Optional.empty(), List.of());
  }

  private static Attempt attempt(
      Job job, Verdict verdict, Optional<Candidate> candidate, List<byte[]> head) {
    return new Attempt(
        job.uploads().size(), job.replay().size(), job.position(), verdict, candidate, head);
  }

  private static Set<Integer> labels(List<Example> examples) {
    return examples.stream().map(Example::label).collect(Collectors.toSet());
  }
}
