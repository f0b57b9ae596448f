package dev.thaw.cloud.training;

import dev.thaw.model.head.HeadOptions;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How heads are trained and judged. Immutable.
 *
 * @param minSamples uploaded features below which no head is trained
 * @param replay general features mixed in
 * @param options the trainer's options; empty chooses by the number of thawed layers
 * @param maxExamples uploaded features of one run; a scope that has more is sampled evenly
 * @param epochs passes over the samples, in the place of the options'
 * @param seed of initial orders, dropout and sampling
 * @param validation what is held out of a second training that only measures; empty leaves that out
 * @param crowd what keeps few devices from deciding about a head for many
 */
public record TrainingSettings(
    int minSamples,
    Replay replay,
    Optional<HeadOptions> options,
    int maxExamples,
    OptionalInt epochs,
    long seed,
    Optional<Holdout> validation,
    CrowdRules crowd) {
  public TrainingSettings {
    if (minSamples < 1 || maxExamples < minSamples) {
      throw new IllegalArgumentException(
          "not training settings: minSamples " + minSamples + ", maxExamples " + maxExamples);
    }
    if (epochs.isPresent() && epochs.getAsInt() < 1) {
      throw new IllegalArgumentException("not a number of epochs: " + epochs.getAsInt());
    }
  }

  /**
   * At least 8 samples; 10 general features of each class, counted half if the scope never uploaded
   * the class and a tenth if it did; validated on a fifth. Chosen on development writers, see
   * docs/learning.md.
   */
  public static TrainingSettings defaults() {
    return new TrainingSettings(
        8,
        new Replay(10, 0.5f, 0.1f),
        Optional.empty(),
        50_000,
        OptionalInt.empty(),
        1,
        Optional.of(Holdout.defaults()),
        CrowdRules.defaults());
  }

  /** These settings with other replay. */
  public TrainingSettings withReplay(Replay other) {
    return new TrainingSettings(
        minSamples, other, options, maxExamples, epochs, seed, validation, crowd);
  }

  /** These settings with another least number of samples. */
  public TrainingSettings withMinSamples(int other) {
    return new TrainingSettings(
        other, replay, options, maxExamples, epochs, seed, validation, crowd);
  }

  /** These settings with fixed options of the trainer. */
  public TrainingSettings withOptions(HeadOptions other) {
    return new TrainingSettings(
        minSamples, replay, Optional.of(other), maxExamples, epochs, seed, validation, crowd);
  }

  /** These settings with other rules for scopes of several devices. */
  public TrainingSettings with(CrowdRules other) {
    return new TrainingSettings(
        minSamples, replay, options, maxExamples, epochs, seed, validation, other);
  }

  /**
   * These settings without validation: runs take about half as long. What devices hold out to judge
   * a head that is for several of them stays.
   */
  public TrainingSettings withoutValidation() {
    return new TrainingSettings(
        minSamples, replay, options, maxExamples, epochs, seed, Optional.empty(), crowd);
  }

  /** These settings with another number of passes over the samples. */
  public TrainingSettings withEpochs(int other) {
    return new TrainingSettings(
        minSamples, replay, options, maxExamples, OptionalInt.of(other), seed, validation, crowd);
  }

  /** The trainer's options for so many thawed layers. */
  public HeadOptions optionsFor(int thawedLayers) {
    HeadOptions chosen = options.orElseGet(() -> HeadOptions.forThawed(thawedLayers));
    return epochs.isPresent() ? chosen.withEpochs(epochs.getAsInt()) : chosen;
  }
}
