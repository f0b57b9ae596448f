package dev.thaw.cloud.training;

import dev.thaw.model.head.HeadOptions;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How heads are trained by gradient descent. Immutable.
 *
 * @param replay general features mixed in
 * @param options empty chooses by the number of thawed layers
 * @param epochs passes over the samples, in the place of the options'
 */
public record Descent(Replay replay, Optional<HeadOptions> options, OptionalInt epochs) {
  /**
   * 10 general features of each class, counted half if the scope never uploaded the class and a
   * tenth if it did. Chosen on development writers, see docs/learning.md.
   */
  public static Descent defaults() {
    return new Descent(new Replay(10, 0.5f, 0.1f), Optional.empty(), OptionalInt.empty());
  }

  Descent with(Replay other) {
    return new Descent(other, options, epochs);
  }

  Descent with(HeadOptions other) {
    return new Descent(replay, Optional.of(other), epochs);
  }

  Descent withEpochs(int other) {
    return new Descent(replay, options, OptionalInt.of(other));
  }

  /** The options for so many thawed layers. */
  HeadOptions optionsFor(int thawedLayers) {
    HeadOptions chosen = options.orElseGet(() -> HeadOptions.forThawed(thawedLayers));
    return epochs.isPresent() ? chosen.withEpochs(epochs.getAsInt()) : chosen;
  }
}
