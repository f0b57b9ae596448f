package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Optional;

/** Decides what of an uploaded feature is wrong, if anything. Stateless. */
final class FeatureCheck {
  /** What becomes of a feature that is not stored, and why, in a few words for the log. */
  record Refusal(SampleOutcome outcome, String reason) {}

  private FeatureCheck() {}

  /**
   * Why the feature cannot be stored. A label that does not exist is never accepted, whatever its
   * prefix; a stale activation is not looked at further, for its shapes need not be today's.
   */
  static Optional<Refusal> refusal(Backbone backbone, Feature feature) {
    Activation activation = feature.activation();
    int labels = backbone.task().labels().size();
    if (feature.label() >= labels) {
      return refusal(SampleOutcome.BAD_LABEL, "label " + feature.label() + " of " + labels);
    }
    if (!backbone.isCurrent(activation.cut(), activation.prefix())) {
      return refusal(
          SampleOutcome.STALE, "prefix " + activation.prefix() + " at cut " + activation.cut());
    }
    return badTensors(backbone.model().activationShapes(activation.cut()), activation)
        .flatMap(reason -> refusal(SampleOutcome.BAD_TENSOR, reason));
  }

  private static Optional<String> badTensors(List<Shape> expected, Activation activation) {
    List<Shape> found = activation.tensors().stream().map(Tensor::shape).toList();
    if (!found.equals(expected)) {
      return Optional.of(
          "shapes " + found + " at cut " + activation.cut() + ", expected " + expected);
    }
    return isFinite(activation)
        ? Optional.empty()
        : Optional.of("a value at cut " + activation.cut() + " is not finite");
  }

  private static Optional<Refusal> refusal(SampleOutcome outcome, String reason) {
    return Optional.of(new Refusal(outcome, reason));
  }

  private static boolean isFinite(Activation activation) {
    return activation.tensors().stream().allMatch(Tensor::isFinite);
  }
}
