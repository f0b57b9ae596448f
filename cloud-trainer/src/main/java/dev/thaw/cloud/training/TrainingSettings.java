package dev.thaw.cloud.training;

import dev.thaw.model.head.HeadOptions;
import java.util.Optional;

/**
 * How heads are trained and judged. Immutable.
 *
 * @param minSamples uploaded features below which no head is trained
 * @param replay general features mixed in
 * @param options the trainer's options; empty chooses by the number of thawed layers
 * @param maxExamples uploaded features of one run; a scope that has more is sampled evenly
 * @param seed of initial orders, dropout and sampling
 * @param validation what is held out of a second training that only measures; empty leaves that out
 * @param crowd what keeps few devices from deciding about a head for many
 */
public record TrainingSettings(
    int minSamples,
    Replay replay,
    Optional<HeadOptions> options,
    int maxExamples,
    long seed,
    Optional<Holdout> validation,
    CrowdRules crowd) {
  public TrainingSettings {
    if (minSamples < 1 || maxExamples < minSamples) {
      throw new IllegalArgumentException(
          "not training settings: minSamples " + minSamples + ", maxExamples " + maxExamples);
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
        1,
        Optional.of(Holdout.defaults()),
        CrowdRules.defaults());
  }

  /** These settings with other replay. */
  public TrainingSettings withReplay(Replay other) {
    return new TrainingSettings(minSamples, other, options, maxExamples, seed, validation, crowd);
  }

  /** These settings with another least number of samples. */
  public TrainingSettings withMinSamples(int other) {
    return new TrainingSettings(other, replay, options, maxExamples, seed, validation, crowd);
  }

  /** These settings with fixed options of the trainer. */
  public TrainingSettings withOptions(HeadOptions other) {
    return new TrainingSettings(
        minSamples, replay, Optional.of(other), maxExamples, seed, validation, crowd);
  }

  /** These settings with other rules for scopes of several devices. */
  public TrainingSettings with(CrowdRules other) {
    return new TrainingSettings(minSamples, replay, options, maxExamples, seed, validation, other);
  }

  /**
   * These settings without validation: runs take about half as long. What devices hold out to judge
   * a head that is for several of them stays.
   */
  public TrainingSettings withoutValidation() {
    return new TrainingSettings(
        minSamples, replay, options, maxExamples, seed, Optional.empty(), crowd);
  }

  /** The trainer's options for so many thawed layers. */
  public HeadOptions optionsFor(int thawedLayers) {
    return options.orElseGet(() -> HeadOptions.forThawed(thawedLayers));
  }
}
