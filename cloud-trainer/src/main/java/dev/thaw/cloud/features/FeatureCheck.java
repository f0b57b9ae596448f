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
  private FeatureCheck() {}

  /**
   * Why the feature cannot be stored. A label that does not exist is never accepted, whatever its
   * prefix; a stale activation is not looked at further, for its shapes need not be today's.
   */
  static Optional<SampleOutcome> refusal(Backbone backbone, Feature feature) {
    Activation activation = feature.activation();
    if (feature.label() >= backbone.task().labels().size()) {
      return Optional.of(SampleOutcome.BAD_LABEL);
    }
    if (!backbone.isCurrent(activation.cut(), activation.prefix())) {
      return Optional.of(SampleOutcome.STALE);
    }
    List<Shape> expected = backbone.model().activationShapes(activation.cut());
    boolean good = fits(expected, activation) && isFinite(activation);
    return good ? Optional.empty() : Optional.of(SampleOutcome.BAD_TENSOR);
  }

  private static boolean fits(List<Shape> expected, Activation activation) {
    return activation.tensors().stream().map(Tensor::shape).toList().equals(expected);
  }

  private static boolean isFinite(Activation activation) {
    return activation.tensors().stream().allMatch(Tensor::isFinite);
  }
}
