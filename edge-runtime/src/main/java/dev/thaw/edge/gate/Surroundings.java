package dev.thaw.edge.gate;

import java.util.OptionalDouble;

/**
 * What the device has to draw on at one moment. Immutable.
 *
 * @param battery charge in [0, 1]; empty on a machine that has no battery
 * @param charging whether external power is connected
 */
public record Surroundings(OptionalDouble battery, boolean charging, Network network) {
  /** Mains power and a free network. */
  public static final Surroundings PLENTY =
      new Surroundings(OptionalDouble.empty(), true, Network.UNMETERED);

  public Surroundings {
    if (battery.isPresent() && !(battery.getAsDouble() >= 0 && battery.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("not a battery charge in [0, 1]: " + battery);
    }
  }
}
