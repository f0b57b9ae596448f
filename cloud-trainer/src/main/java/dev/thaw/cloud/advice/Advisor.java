package dev.thaw.cloud.advice;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingQueue;
import dev.thaw.cloud.training.TrainingSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Compares the possible freeze depths of a task: measures what each costs and gives, and recommends
 * the one with the fewest estimated joules under the limits. Works on the training thread in short
 * steps, so that trainings and changes of depth go on in between. Thread-safe.
 */
public final class Advisor {
  /**
   * What it measures with.
   *
   * @param rawUploadTasks tasks that may be frozen at depth 0
   */
  public record Parts(
      ModelRegistry registry,
      FeatureLog log,
      DeviceDirectory devices,
      TrainingQueue queue,
      TrainingSettings training,
      Set<String> rawUploadTasks,
      AdviceSettings settings) {
    public Parts {
      rawUploadTasks = Set.copyOf(rawUploadTasks);
    }
  }

  private final Parts parts;
  private final Map<String, CompletableFuture<Survey.Found>> underWay = new HashMap<>();

  /** An advisor that measures nothing until it is asked. */
  public Advisor(Parts parts) {
    this.parts = parts;
  }

  /**
   * Measures every depth, and judges under {@code limits}. Asked again about a task while it
   * measures, it answers from the same measurement.
   *
   * @return fails with {@code UNKNOWN_TASK}, {@code CONFLICT} (the freeze point moved meanwhile) or
   *     {@code BUSY}
   */
  public CompletableFuture<Advice> advise(String task, AdviceLimits limits) {
    try {
      parts.registry().backbone(task);
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
    return measured(task).thenApply(found -> judge(task, limits, found));
  }

  static Advice judge(String task, AdviceLimits limits, Survey.Found found) {
    Choice choice = new Choice(limits, found.rows());
    Optional<DepthRow> best = choice.best();
    return new Advice(
        task,
        found.presentDepth(),
        limits,
        choice.judged(),
        best.map(row -> OptionalInt.of(row.depth())).orElse(OptionalInt.empty()),
        reason(best, choice.judged()),
        found.deviceTime(),
        found.accuracyTest());
  }

  private static String reason(Optional<DepthRow> best, List<DepthRow> judged) {
    long open = judged.stream().filter(row -> row.objection().isEmpty()).count();
    return best.map(
            row ->
                String.format(
                    Locale.ROOT,
                    "depth %d costs the fewest estimated joules per feature, %.3f,"
                        + " of %d without objection",
                    row.depth(),
                    row.joules(),
                    open))
        .orElse("there is an objection to every depth");
  }

  private synchronized CompletableFuture<Survey.Found> measured(String task) {
    CompletableFuture<Survey.Found> known = underWay.get(task);
    if (known != null) {
      return known;
    }
    Survey survey = new Survey(parts, task);
    CompletableFuture<Survey.Found> done = steps(survey, task);
    underWay.put(task, done);
    return done.whenComplete((found, failure) -> end(task, survey));
  }

  private CompletableFuture<Survey.Found> steps(Survey survey, String task) {
    return parts
        .queue()
        .runInTurn("comparing depths task=" + task, survey::step)
        .thenCompose(
            last -> last ? CompletableFuture.completedFuture(survey.found()) : steps(survey, task));
  }

  private synchronized void end(String task, Survey survey) {
    underWay.remove(task);
    survey.close();
  }
}
