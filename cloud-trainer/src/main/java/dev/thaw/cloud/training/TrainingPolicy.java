package dev.thaw.cloud.training;

import java.time.Duration;
import java.util.Set;

/**
 * When scopes are trained without being asked. Immutable.
 *
 * @param automatic the kinds of scope that are; empty means only on request
 * @param minNewFeatures a scope is queued once it has this many features it was not trained on
 * @param maxDelay a scope with at least one such feature is queued after this time at the latest
 */
public record TrainingPolicy(Set<ScopeKind> automatic, int minNewFeatures, Duration maxDelay) {
  /** What scopes can be trained by themselves. */
  public enum ScopeKind {
    /** The scope of everybody. */
    GLOBAL,
    /** Every cohort. */
    COHORT,
    /** Every device. */
    DEVICE
  }

  public TrainingPolicy {
    automatic = Set.copyOf(automatic);
    if (minNewFeatures < 1) {
      throw new IllegalArgumentException("not a number of new features: " + minNewFeatures);
    }
    if (maxDelay.isNegative() || maxDelay.isZero()) {
      throw new IllegalArgumentException("not a delay: " + maxDelay);
    }
  }

  /** Device scopes after 32 new features, or a minute after the first. */
  public static TrainingPolicy defaults() {
    return new TrainingPolicy(Set.of(ScopeKind.DEVICE), 32, Duration.ofMinutes(1));
  }

  /** Nothing is trained unless asked for. */
  public static TrainingPolicy manual() {
    return new TrainingPolicy(Set.of(), 1, Duration.ofDays(1));
  }
}
