package dev.thaw.cloud.advice;

import java.time.Duration;

/**
 * How thoroughly depths are compared. Immutable.
 *
 * @param budget the time that all trainings together may take, roughly
 * @param maxExamples features that heads are trained and tested on, at most
 * @param folds of the cross-validation, at most
 * @param energy the model that the joules are estimated with
 */
public record AdviceSettings(Duration budget, int maxExamples, int folds, EnergyModel energy) {
  public AdviceSettings {
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("not a budget of time: " + budget);
    }
    if (maxExamples < 1 || folds < 2) {
      throw new IllegalArgumentException(
          "not a cross-validation: " + maxExamples + " examples in " + folds + " folds");
    }
  }

  /** 40 seconds of training, 5,000 features, 5 folds, a phone on a mobile network. */
  public static AdviceSettings defaults() {
    return new AdviceSettings(Duration.ofSeconds(40), 5_000, 5, EnergyModel.LTE);
  }

  /** How many folds there can be with so many devices; a single device's samples can be parted. */
  int folds(int devices) {
    return devices > 1 ? Math.min(folds, devices) : folds;
  }

  /** These settings with another budget of time. */
  public AdviceSettings withBudget(Duration other) {
    return new AdviceSettings(other, maxExamples, folds, energy);
  }

  /** These settings with another bound on the features used. */
  public AdviceSettings withMaxExamples(int other) {
    return new AdviceSettings(budget, other, folds, energy);
  }
}
