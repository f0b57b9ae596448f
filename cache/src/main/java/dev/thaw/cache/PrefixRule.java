package dev.thaw.cache;

import java.time.Instant;

/**
 * What a cache should know of one valid prefix. Immutable.
 *
 * @param inForceSince activations made before this are outdated
 * @param cost floating-point operations from the input to the prefix's cut, for one sample
 * @param maxBytes the most that activations made by this prefix may cost, within the limits of the
 *     whole cache; {@link Long#MAX_VALUE} for no bound of their own
 */
public record PrefixRule(Instant inForceSince, double cost, long maxBytes) {
  public PrefixRule {
    if (!(cost >= 0) || Double.isInfinite(cost) || maxBytes < 0) {
      throw new IllegalArgumentException(
          "not a rule for a prefix: cost %s, maxBytes %d".formatted(cost, maxBytes));
    }
  }

  /** A rule without a bound of its own. */
  public PrefixRule(Instant inForceSince, double cost) {
    this(inForceSince, cost, Long.MAX_VALUE);
  }
}
