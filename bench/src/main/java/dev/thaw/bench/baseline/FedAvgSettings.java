package dev.thaw.bench.baseline;

/**
 * How models are averaged. Immutable.
 *
 * @param share of the devices that take part in a round (McMahan's C)
 * @param local what each of them does (E and B are its epochs and batch)
 * @param compressed whether differences travel as int8, or all weights as fp32
 * @param seed of who is drawn and of the order of samples
 */
public record FedAvgSettings(double share, Descent local, boolean compressed, long seed) {
  public FedAvgSettings {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("not a share of the devices: " + share);
    }
  }

  /** How many of {@code devices} a round draws: max(C K, 1). */
  int drawn(int devices) {
    return Math.max((int) (share * devices), 1);
  }
}
