package dev.thaw.cloud.devices;

import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the cloud knows about a device and one of its tasks. Immutable; {@code status} is sorted.
 *
 * @param current the digest of the manifest it reported last
 */
public record DeviceRecord(
    String deviceId,
    String task,
    Optional<String> cohort,
    Optional<Digest> current,
    Instant firstSeen,
    Instant lastSeen,
    Map<String, Double> status) {
  public DeviceRecord {
    status = java.util.Collections.unmodifiableMap(new TreeMap<>(status));
  }
}
