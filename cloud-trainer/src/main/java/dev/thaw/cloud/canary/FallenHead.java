package dev.thaw.cloud.canary;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.util.Map;
import java.util.Optional;

/**
 * A head that a device no longer trusts, as the device reported it. Immutable.
 *
 * @param manifest the digest of the manifest that has the head
 * @param generalRight later annotations on which the general model was right and the head was not
 * @param headRight later annotations on which it was the other way round
 */
public record FallenHead(
    String task, String device, Digest manifest, long generalRight, long headRight) {
  private static final String FELL_BACK = "canary.fell_back";
  private static final String GENERAL_RIGHT = "canary.general_right";
  private static final String HEAD_RIGHT = "canary.head_right";

  /** The fallen head that a report tells of, if it does. */
  public static Optional<FallenHead> in(DeviceReport report) {
    return says(report.status())
        ? report
            .current()
            .map(
                manifest ->
                    new FallenHead(
                        report.task(),
                        report.deviceId(),
                        manifest,
                        count(report.status(), GENERAL_RIGHT),
                        count(report.status(), HEAD_RIGHT)))
        : Optional.empty();
  }

  /** The scope of the device that reported it. */
  public Scope scope() {
    return new Scope.OfDevice(device);
  }

  /** The counts as part of a sentence. */
  public String counts() {
    return "on "
        + generalRight
        + " of its later annotations the general model was right and the head was not, on "
        + headRight
        + " the other way round";
  }

  /** What happened, as the scope's history has it. */
  String reason(Scope wider) {
    return "the device fell back to the model of " + wider + ": " + counts();
  }

  Map<String, Double> metrics() {
    return Map.of(GENERAL_RIGHT, (double) generalRight, HEAD_RIGHT, (double) headRight);
  }

  static boolean says(Map<String, Double> status) {
    return status.getOrDefault(FELL_BACK, 0.0) == 1.0;
  }

  private static long count(Map<String, Double> status, String name) {
    double count = status.getOrDefault(name, 0.0);
    return count > 0 && count < Integer.MAX_VALUE ? (long) count : 0;
  }
}
