package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Optional;

/** Decides what of an uploaded feature is wrong, if anything. Thread-safe. */
final class FeatureCheck {
  /** What becomes of a feature that is not stored, and why, in a few words for the log. */
  record Refusal(SampleOutcome outcome, String reason) {}

  private final Magnitudes magnitudes;

  FeatureCheck(Magnitudes magnitudes) {
    this.magnitudes = magnitudes;
  }

  /**
   * Why the feature cannot be stored. A label that does not exist is never accepted, whatever its
   * prefix; a stale activation is not looked at further, for its shapes need not be today's. Times
   * are taken as they are: a device's clock may be wrong, and they decide nothing but which of its
   * own labels for one sample is the last.
   */
  Optional<Refusal> refusal(Backbone backbone, Feature feature) {
    Activation activation = feature.activation();
    int labels = backbone.task().labels().size();
    if (feature.label() >= labels) {
      return refusal(SampleOutcome.BAD_LABEL, "not one of " + labels + " labels");
    }
    if (!backbone.isCurrent(activation.cut(), activation.prefix())) {
      return refusal(
          SampleOutcome.STALE, "prefix " + activation.prefix() + " at cut " + activation.cut());
    }
    return badShapes(backbone.model().activationShapes(activation.cut()), activation)
        .or(() -> badValues(backbone, activation))
        .flatMap(reason -> refusal(SampleOutcome.BAD_TENSOR, reason));
  }

  private static Optional<String> badShapes(List<Shape> expected, Activation activation) {
    List<Shape> found = activation.tensors().stream().map(Tensor::shape).toList();
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of("shapes " + found + " at cut " + activation.cut() + ", expected " + expected);
  }

  /** The reason tells no value, for values tell about the input. */
  private Optional<String> badValues(Backbone backbone, Activation activation) {
    String at = " at cut " + activation.cut();
    if (activation.tensors().stream().anyMatch(FeatureCheck::hasBadScale)) {
      return Optional.of("a scale" + at + " is negative or not finite");
    }
    float largest = Magnitudes.largest(activation.tensors());
    if (!Float.isFinite(largest)) {
      return Optional.of("a value" + at + " is not finite");
    }
    float bound = magnitudes.bound(backbone, activation.cut());
    return largest <= bound
        ? Optional.empty()
        : Optional.of("a value" + at + " is beyond the bound of " + bound);
  }

  private static boolean hasBadScale(Tensor tensor) {
    for (float scale : tensor.scales()) {
      if (!(scale >= 0) || scale == Float.POSITIVE_INFINITY) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Refusal> refusal(SampleOutcome outcome, String reason) {
    return Optional.of(new Refusal(outcome, reason));
  }
}
