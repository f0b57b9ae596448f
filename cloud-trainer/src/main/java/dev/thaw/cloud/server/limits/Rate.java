package dev.thaw.cloud.server.limits;

/**
 * So much a second, and so much at once after a pause. Immutable.
 *
 * @param perSecond what is taken in the long run
 * @param burst what is taken at once
 */
public record Rate(double perSecond, double burst) {
  public Rate {
    if (!(perSecond > 0) || !(burst >= 1)) {
      throw new IllegalArgumentException(
          "not a rate: %s a second, %s at once".formatted(perSecond, burst));
    }
  }

  /** A rate of which {@code seconds} seconds' worth may come at once. */
  public static Rate perSecond(double perSecond, double seconds) {
    return new Rate(perSecond, Math.max(1, perSecond * seconds));
  }

  /** A rate by the minute, all of which may come at once. */
  public static Rate perMinute(double perMinute) {
    return new Rate(perMinute / 60, Math.max(1, perMinute));
  }
}
