package dev.thaw.bench.evaluate.energy;

/**
 * What a device spent, measured on this machine. Immutable.
 *
 * @param cpuSeconds of one core of this machine
 * @param bytesUp from the device
 * @param bytesDown to the device
 * @param wakeUps times that its radio had to wake
 */
public record Spent(double cpuSeconds, double bytesUp, double bytesDown, double wakeUps) {
  public Spent {
    if (!(cpuSeconds >= 0 && bytesUp >= 0 && bytesDown >= 0 && wakeUps >= 0)) {
      throw new IllegalArgumentException(
          "not what a device spends: %s CPU s, %s bytes up, %s down, %s wake-ups"
              .formatted(cpuSeconds, bytesUp, bytesDown, wakeUps));
    }
  }
}
