package dev.thaw.bench.evaluate.wire;

import java.time.Duration;

/**
 * A network between devices and their cloud. Immutable.
 *
 * @param upBits bits a second from devices, all of them together
 * @param downBits the same to devices
 * @param oneWay how long a byte is under way after it has been sent, in each direction
 */
public record Link(String name, double upBits, double downBits, Duration oneWay) {
  /** Fourth generation, as busy as it mostly is. */
  public static final Link LTE = new Link("LTE", 5e6, 13e6, Duration.ofMillis(25));

  /** A wireless network of a household. */
  public static final Link WIFI = new Link("Wi-Fi", 20e6, 20e6, Duration.ofNanos(2_500_000));

  /** Third generation, or far from the mast. */
  public static final Link SLOW = new Link("3G", 1e6, 4e6, Duration.ofMillis(50));

  private static final double BITS = 8;
  private static final double NANOS = 1e9;

  public Link {
    if (!(upBits > 0) || !(downBits > 0) || oneWay.isNegative()) {
      throw new IllegalArgumentException(
          "not a link: %s bits a second up, %s down, %s one way"
              .formatted(upBits, downBits, oneWay));
    }
  }

  /** There and back. */
  public double roundTripSeconds() {
    return 2 * oneWay.toNanos() / NANOS;
  }

  /** What bytes from devices take at that rate, the way not included. */
  public double upSeconds(double bytes) {
    return bytes * BITS / upBits;
  }

  /** What bytes to devices take at that rate, the way not included. */
  public double downSeconds(double bytes) {
    return bytes * BITS / downBits;
  }

  Pacer up() {
    return new Pacer(BITS * NANOS / upBits, oneWay.toNanos());
  }

  Pacer down() {
    return new Pacer(BITS * NANOS / downBits, oneWay.toNanos());
  }
}
