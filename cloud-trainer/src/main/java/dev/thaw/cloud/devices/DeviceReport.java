package dev.thaw.cloud.devices;

import dev.thaw.protocol.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * What a device says about itself for one task, in a hello or a status. Immutable.
 *
 * @param cohort the cohort it belongs to; empty keeps the one known
 * @param current the digest of the manifest it runs; empty keeps the one known
 * @param status small facts by name; empty keeps those known
 */
public record DeviceReport(
    String deviceId,
    String task,
    Optional<String> cohort,
    Optional<Digest> current,
    Map<String, Double> status) {
  public DeviceReport {
    status = Map.copyOf(status);
  }
}
