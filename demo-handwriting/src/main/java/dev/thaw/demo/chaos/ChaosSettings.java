package dev.thaw.demo.chaos;

import java.time.Duration;

/**
 * What a run goes through. Immutable.
 *
 * @param devices how many devices write
 * @param farms how many processes they are spread over
 * @param changes how often the freeze point moves
 * @param offline the share of the devices that is offline at any time, in [0, 1)
 * @param kills how often each side is killed
 * @param atLeast how long the writing takes at least
 * @param seed of everything random
 */
record ChaosSettings(
    int devices, int farms, int changes, double offline, int kills, Duration atLeast, long seed) {
  /** How much shorter the run without disturbance may be. */
  private static final int QUIET_PART = 6;

  ChaosSettings {
    if (devices < 1 || farms < 1 || farms > devices) {
      throw new IllegalArgumentException(
          "not devices and farms: %d on %d".formatted(devices, farms));
    }
    if (changes < 0 || kills < 0) {
      throw new IllegalArgumentException(
          "negative: %d changes, %d kills".formatted(changes, kills));
    }
    if (kills > 0 && changes == 0) {
      throw new IllegalArgumentException("kills are spread over changes, and there are none");
    }
    if (!(offline >= 0 && offline < 1)) {
      throw new IllegalArgumentException("not a share of devices in [0, 1): " + offline);
    }
  }

  /** The same devices and the same writing with no change and no kill. */
  ChaosSettings undisturbed() {
    return new ChaosSettings(devices, farms, 0, offline, 0, atLeast.dividedBy(QUIET_PART), seed);
  }
}
