package dev.thaw.cloud.training;

import dev.thaw.model.head.HeadOptions;
import java.util.Optional;

/**
 * How heads are trained and judged. Immutable.
 *
 * @param minSamples uploaded features below which no head is trained by gradient descent
 * @param maxExamples uploaded features of one run; a scope that has more is sampled evenly
 * @param seed of initial orders, dropout and sampling
 * @param validation what is held out of a second training that only measures; empty leaves that out
 * @param crowd what keeps few devices from deciding about a head for many
 * @param trainers which trainer makes whose heads, where the model allows it
 */
public record TrainingSettings(
    int minSamples,
    int maxExamples,
    long seed,
    Optional<Holdout> validation,
    CrowdRules crowd,
    TrainerChoice trainers,
    Descent descent,
    ClosedForm closedForm) {
  public TrainingSettings {
    if (minSamples < 1 || maxExamples < minSamples) {
      throw new IllegalArgumentException(
          "not training settings: minSamples " + minSamples + ", maxExamples " + maxExamples);
    }
  }

  /** At least 8 samples; validated on a fifth. */
  public static TrainingSettings defaults() {
    return new TrainingSettings(
        8,
        50_000,
        1,
        Optional.of(Holdout.defaults()),
        CrowdRules.defaults(),
        TrainerChoice.DEFAULT,
        Descent.defaults(),
        ClosedForm.defaults());
  }

  /** These settings with other replay for gradient descent. */
  public TrainingSettings withReplay(Replay other) {
    return with(descent.with(other));
  }

  /** These settings with fixed options of gradient descent. */
  public TrainingSettings withOptions(HeadOptions other) {
    return with(descent.with(other));
  }

  /** These settings with another number of passes of gradient descent over the samples. */
  public TrainingSettings withEpochs(int other) {
    return with(descent.withEpochs(other));
  }

  /** These settings with another least number of samples, whichever the trainer. */
  public TrainingSettings withMinSamples(int other) {
    return new TrainingSettings(
        other,
        maxExamples,
        seed,
        validation,
        crowd,
        trainers,
        descent,
        closedForm.withMinSamples(other));
  }

  /**
   * These settings for that policy: where devices are trained on arrival, a head in closed form is
   * made from the first sample on. Gradient descent goes on to wait for as many as before.
   */
  public TrainingSettings suiting(TrainingPolicy policy) {
    return policy.ofDevice() instanceof TrainingMoment.OnArrival
        ? with(closedForm.withMinSamples(1))
        : this;
  }

  /** These settings with other rules for scopes of several devices. */
  public TrainingSettings with(CrowdRules other) {
    return new TrainingSettings(
        minSamples, maxExamples, seed, validation, other, trainers, descent, closedForm);
  }

  /** These settings with another trainer for devices and cohorts. */
  public TrainingSettings with(TrainerKind other) {
    return with(TrainerChoice.of(other));
  }

  /** These settings with another choice of trainers. */
  public TrainingSettings with(TrainerChoice other) {
    return new TrainingSettings(
        minSamples, maxExamples, seed, validation, crowd, other, descent, closedForm);
  }

  /** These settings with another closed form. */
  public TrainingSettings with(ClosedForm other) {
    return new TrainingSettings(
        minSamples, maxExamples, seed, validation, crowd, trainers, descent, other);
  }

  /**
   * These settings without validation: runs take about half as long. What devices hold out to judge
   * a head that is for several of them stays.
   */
  public TrainingSettings withoutValidation() {
    return new TrainingSettings(
        minSamples, maxExamples, seed, Optional.empty(), crowd, trainers, descent, closedForm);
  }

  /** General features mixed in by gradient descent. */
  public Replay replay() {
    return descent.replay();
  }

  /** The options of gradient descent for so many thawed layers. */
  public HeadOptions optionsFor(int thawedLayers) {
    return descent.optionsFor(thawedLayers);
  }

  private TrainingSettings with(Descent other) {
    return new TrainingSettings(
        minSamples, maxExamples, seed, validation, crowd, trainers, other, closedForm);
  }
}
