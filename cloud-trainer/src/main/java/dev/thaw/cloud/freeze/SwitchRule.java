package dev.thaw.cloud.freeze;

import java.time.Duration;

/** When a prepared change of depth takes effect. Immutable. */
public sealed interface SwitchRule {
  /** As soon as everything the cloud can prepare is ready. */
  record AtOnce() implements SwitchRule {}

  /**
   * When devices have repaired enough samples, or time is up; until then everything runs at the old
   * depth. For changes to a shallower depth; a deeper one needs no repair and takes effect at once.
   *
   * @param share of the samples that can be had at the new depth, in (0, 1]; samples that their
   *     devices reported lost do not count
   * @param deadline after which it takes effect whatever was repaired; ten years at most
   */
  record WhenRepaired(double share, Duration deadline) implements SwitchRule {
    private static final Duration LONGEST = Duration.ofDays(3650);

    public WhenRepaired {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("not a share in (0, 1]: " + share);
      }
      if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("not a deadline: " + deadline);
      }
    }
  }
}
