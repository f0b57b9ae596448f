package dev.thaw.cloud.cli;

import dev.thaw.cloud.server.limits.Rate;
import dev.thaw.cloud.server.limits.ServerLimits;
import picocli.CommandLine.Option;

/**
 * What the gateway takes at most, as options. After a pause ten seconds' worth may come at once.
 */
final class LimitOptions {
  private static final double BURST_SECONDS = 10;
  private static final double MEBIBYTE = 1 << 20;

  /** All attempts to get in, for each of one address. */
  private static final double ALL_ATTEMPTS = 10;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "20000",
      description = "TCP connections at the same time (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--max-address-connections",
      paramLabel = "N",
      defaultValue = "4000",
      description =
          "The same from one address; devices behind one router share it (default:"
              + " ${DEFAULT-VALUE}).")
  private int addressConnections;

  @Option(
      names = "--device-batches",
      paramLabel = "N",
      defaultValue = "100",
      description = "Batches a second of one device (default: ${DEFAULT-VALUE}).")
  private double deviceBatches;

  @Option(
      names = "--total-batches",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Batches a second of all devices (default: ${DEFAULT-VALUE}).")
  private double totalBatches;

  @Option(
      names = "--device-mib",
      paramLabel = "N",
      defaultValue = "4",
      description = "MiB of activations a second of one device (default: ${DEFAULT-VALUE}).")
  private double deviceMebibytes;

  @Option(
      names = "--total-mib",
      paramLabel = "N",
      defaultValue = "64",
      description = "MiB of activations a second of all devices (default: ${DEFAULT-VALUE}).")
  private double totalMebibytes;

  @Option(
      names = "--address-attempts",
      paramLabel = "N",
      defaultValue = "6000",
      description =
          "Attempts a minute to enrol, open a session or log in from one address; ten times as many"
              + " from all (default: ${DEFAULT-VALUE}).")
  private double addressAttempts;

  /**
   * The limits that were asked for.
   *
   * @throws IllegalArgumentException if they are none
   */
  ServerLimits limits() {
    return ServerLimits.defaults()
        .withConnections(connections, addressConnections)
        .withBatches(
            Rate.perSecond(deviceBatches, BURST_SECONDS),
            Rate.perSecond(totalBatches, BURST_SECONDS))
        .withBytes(bytes(deviceMebibytes), bytes(totalMebibytes))
        .withEnrolments(
            Rate.perMinute(addressAttempts), Rate.perMinute(ALL_ATTEMPTS * addressAttempts));
  }

  private static Rate bytes(double mebibytes) {
    return Rate.perSecond(mebibytes * MEBIBYTE, BURST_SECONDS);
  }
}
