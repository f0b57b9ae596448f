package dev.thaw.cloud.advice;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a depth must keep to be recommended. Immutable.
 *
 * @param maxBytes of one int8 feature on the wire
 * @param maxDeviceMillis of the backbone for one input
 * @param minAccuracy in [0, 1]; if empty, a depth may be at most one point below the best measured
 */
public record AdviceLimits(
    OptionalLong maxBytes, OptionalDouble maxDeviceMillis, OptionalDouble minAccuracy) {
  /** No limits but the default one of accuracy. */
  public static final AdviceLimits NONE =
      new AdviceLimits(OptionalLong.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  public AdviceLimits {
    if (maxBytes.orElse(1) < 1) {
      throw new IllegalArgumentException("not a number of bytes: " + maxBytes.getAsLong());
    }
    if (!(maxDeviceMillis.orElse(1) > 0)) {
      throw new IllegalArgumentException("not milliseconds: " + maxDeviceMillis.getAsDouble());
    }
    if (!(minAccuracy.orElse(0) >= 0 && minAccuracy.orElse(0) <= 1)) {
      throw new IllegalArgumentException("not an accuracy in [0, 1]: " + minAccuracy.getAsDouble());
    }
  }
}
