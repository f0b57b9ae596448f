package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.training.LearningCurve.Followed;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a scope's head on most of its uploads and follows how it does on those held out. The head
 * is thrown away. A class of which every upload is held out counts as never uploaded. Takes about
 * as long as training on everything. Confined to the training thread.
 */
final class Validator {
  private static final Logger LOG = LoggerFactory.getLogger(Validator.class);

  private final HeadFit fit;
  private final Holdout holdout;

  Validator(HeadFit fit, Holdout holdout) {
    this.fit = fit;
    this.holdout = holdout;
  }

  /** What the head that is thrown away is fitted to; empty if there are too few uploads. */
  Optional<Lesson> lesson(Backbone backbone, Scope scope, List<Upload> uploads) {
    if (!holdout.suits(uploads.size())) {
      return Optional.empty();
    }
    Holdout.Parts parts = holdout.part(uploads);
    List<Example> general = fit.general(backbone, scope, HeadJob.labels(parts.shown()));
    return Optional.of(new Lesson(parts.shown(), general, parts.held(), List.of()));
  }

  /** What fitting that came to; empty if the training diverged. */
  static Optional<Followed> followed(HeadJob job, Lesson lesson, HeadOutcome outcome) {
    try {
      return Optional.of(followed(outcome.orThrow(), lesson.held().size()));
    } catch (ModelException e) {
      String task = job.backbone().task().name();
      LOG.warn("no validation task={} scope={} message={}", task, job.scope(), e.getMessage());
      return Optional.empty();
    }
  }

  /** What the curve of a head tells that was not shown {@code samples} uploads. */
  static Followed followed(TrainedHead head, int samples) {
    List<CurvePoint> curve = head.curve();
    double before = curve.get(0).validationRight();
    double after = curve.get(curve.size() - 1).validationRight();
    double seconds = head.metrics().getOrDefault("seconds", Double.NaN);
    return new Followed(curve, new Validation(samples, before, after, seconds));
  }
}
