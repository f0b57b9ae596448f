package dev.thaw.cloud.training;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.statistics.Counted;
import dev.thaw.cloud.statistics.StatisticsStore;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.closedform.Contributions;
import dev.thaw.model.closedform.OneStepTrainer;
import dev.thaw.model.closedform.Statistics;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fits heads in one step, and keeps the sums that they come from. Confined to the training thread.
 */
final class OneStepHeads {
  private static final double NANOS = 1e9;

  private final ModelRegistry registry;
  private final ScopeFeatures features;
  private final ClosedForm settings;
  private final StatisticsStore store;
  private final OneStepTrainer trainer = new OneStepTrainer();

  OneStepHeads(
      ModelRegistry registry, ScopeFeatures features, ClosedForm settings, StatisticsStore store) {
    this.registry = registry;
    this.features = features;
    this.settings = settings;
    this.store = store;
  }

  /**
   * Fits a head. Of uploads of which sums are to be kept only those are run that no run took into
   * account before.
   *
   * @throws ModelException if an upload has a value that is not finite
   */
  TrainedHead fit(Backbone backbone, Fitting.Started started) {
    long begun = System.nanoTime();
    Lesson lesson = started.lesson();
    Contributions made = contributions(started.start(), backbone.depth());
    Statistics sums =
        lesson.stored().isEmpty()
            ? sums(made, lesson.uploads())
            : store.sums(
                backbone.task().name(),
                started.scope(),
                lesson.stored().stream().map(OneStepHeads::counted).toList(),
                made);
    return timed(
        begun,
        trainer.train(
            started.start(),
            backbone.depth(),
            sums,
            lesson.uploads().stream().map(Example::label).collect(Collectors.toSet()),
            lesson.held(),
            lesson.general(),
            settings.options()));
  }

  private static Statistics sums(Contributions made, List<Example> uploads) {
    Statistics sums = made.empty();
    uploads.forEach(example -> sums.add(made.of(example)));
    return sums;
  }

  /** Keeps the sums of the scope's last fit when {@code changes} are committed. */
  void stage(Changes changes, String task, Scope scope) {
    store.stage(changes, task, scope);
  }

  /**
   * Takes a device, or one of its samples, out of all sums. The sample's feature should be there
   * still: without it sums are dropped, and made anew by the next run. If the global head may have
   * learnt from it, all sums go, for they are of what that head gets wrong. Durable on return.
   */
  void forget(String task, String device, Optional<SampleId> sample) {
    if (registry.withdrawals().hasLearnt(task, Scope.GLOBAL)) {
      store.drop(task);
    } else if (sample.isEmpty()) {
      store.drop(task, device);
    } else if (store.has(task, device, sample.get())) {
      forget(task, device, sample.get());
    }
  }

  private void forget(String task, String device, SampleId sample) {
    Backbone backbone = registry.backbone(task);
    Optional<Upload> upload = features.upload(task, device, Generation.of(backbone), sample);
    if (upload.isEmpty() || ResidualBasis.of(backbone.model(), backbone.depth()).isEmpty()) {
      store.drop(task, device, sample);
      return;
    }
    List<byte[]> layers = registry.startLayers(backbone, new Scope.OfDevice(device));
    try (LayeredModel start = backbone.model().withLayers(backbone.depth(), layers)) {
      store.remove(task, counted(upload.get()), contributions(start, backbone.depth()));
    }
  }

  /** The head with the time that its sums took, too. */
  private static TrainedHead timed(long begun, TrainedHead head) {
    Map<String, Double> metrics = new HashMap<>(head.metrics());
    metrics.put("seconds", (System.nanoTime() - begun) / NANOS);
    return new TrainedHead(head.layers(), metrics, head.curve());
  }

  private Contributions contributions(LayeredModel start, int depth) {
    return Contributions.of(start, depth, settings.options().temperature());
  }

  private static Counted counted(Upload upload) {
    return new Counted(upload.device(), upload.sample(), upload.sequence(), upload.example());
  }
}
