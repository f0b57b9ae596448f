package dev.thaw.cloud.training;

import java.time.Duration;

/** When a scope that has new features is queued for training. Immutable. */
public sealed interface TrainingMoment {
  /** Whether a scope is queued as soon as it has so many new features. */
  boolean isReached(long newFeatures);

  /** How often somebody is to look whether a scope {@link #isOverdue}. */
  Duration look();

  /** At a look, whether a scope is queued whose first new feature has waited so long. */
  boolean isOverdue(Duration waited);

  /** At once, with each feature. The queue joins the requests that come while a scope waits. */
  record OnArrival() implements TrainingMoment {
    /** After this long a run that failed is tried again, should nothing else arrive. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    @Override
    public boolean isReached(long newFeatures) {
      return newFeatures > 0;
    }

    @Override
    public Duration look() {
      return Duration.ofSeconds(1);
    }

    @Override
    public boolean isOverdue(Duration waited) {
      return waited.compareTo(RETRY) >= 0;
    }
  }

  /**
   * With enough features, or after a while with fewer.
   *
   * @param features this many new ones are enough
   * @param maxDelay the longest that one waits
   */
  record ByCount(int features, Duration maxDelay) implements TrainingMoment {
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    public ByCount {
      if (features < 1) {
        throw new IllegalArgumentException("not a number of new features: " + features);
      }
      requirePositive(maxDelay);
    }

    @Override
    public boolean isReached(long newFeatures) {
      return newFeatures >= features;
    }

    @Override
    public Duration look() {
      Duration quarter = Duration.ofMillis(Math.max(1, maxDelay.toMillis() / 4));
      return quarter.compareTo(LONGEST_LOOK) < 0 ? quarter : LONGEST_LOOK;
    }

    @Override
    public boolean isOverdue(Duration waited) {
      return waited.compareTo(maxDelay) >= 0;
    }
  }

  /** All scopes that have anything new together, every so long. */
  record AtInterval(Duration interval) implements TrainingMoment {
    public AtInterval {
      requirePositive(interval);
    }

    @Override
    public boolean isReached(long newFeatures) {
      return false;
    }

    @Override
    public Duration look() {
      return interval;
    }

    @Override
    public boolean isOverdue(Duration waited) {
      return true;
    }
  }

  private static void requirePositive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("not a delay: " + duration);
    }
  }
}
