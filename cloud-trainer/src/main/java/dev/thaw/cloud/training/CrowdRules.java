package dev.thaw.cloud.training;

/**
 * What keeps few devices from deciding about a head that is for many: how much of it one device may
 * be, and whether the devices judge it. They hold for the global scope and cohorts, not for the
 * scope of one device. Immutable.
 *
 * @param maxSamples of one device in one run
 * @param maxWeight a device counts at most so many times as much as the median device
 * @param judged whether a head is held back that is worse for the typical device
 */
public record CrowdRules(int maxSamples, double maxWeight, boolean judged) {
  /** Neither caps nor judgement. */
  public static final CrowdRules NONE =
      new CrowdRules(Integer.MAX_VALUE, Double.POSITIVE_INFINITY, false);

  public CrowdRules {
    if (maxSamples < 1) {
      throw new IllegalArgumentException("not a number of samples of one device: " + maxSamples);
    }
    if (!(maxWeight >= 1)) {
      throw new IllegalArgumentException(
          "a device counts at least once as much as the median device: " + maxWeight);
    }
  }

  /** At most 200 samples of a device and twice as much as the median device; judged. */
  public static CrowdRules defaults() {
    return new CrowdRules(200, 2, true);
  }

  /** These rules with or without judgement. */
  public CrowdRules withJudgement(boolean other) {
    return new CrowdRules(maxSamples, maxWeight, other);
  }
}
