package dev.thaw.bench.kernels;

/**
 * How long one kernel takes beside its limit. Immutable.
 *
 * @param micros of one operation, the mean
 * @param limitMicros what it could take at best, measured in the same run
 * @param limit what that is, in words
 */
public record KernelTime(String name, double micros, double limitMicros, String limit) {
  /** The part of the limit that is reached, 1 at best. */
  public double share() {
    return limitMicros / micros;
  }
}
