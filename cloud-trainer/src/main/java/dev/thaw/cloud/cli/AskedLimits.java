package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a recommended depth must keep, as options of a command; picocli sets the fields. */
final class AskedLimits {
  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "At most N bytes per feature on the wire, as int8.")
  private @Nullable Long maxBytes;

  @Option(
      names = "--max-device-ms",
      paramLabel = "MS",
      description = "At most this many milliseconds on the device for one input.")
  private @Nullable Double maxDeviceMs;

  @Option(
      names = "--min-accuracy",
      paramLabel = "SHARE",
      converter = AskedShare.Reader.class,
      description = "At least this accuracy, such as 95%%.")
  private @Nullable AskedShare minAccuracy;

  /** Adds the limits that were given, by the names of the operator API. */
  void addTo(ObjectNode fields) {
    if (maxBytes != null) {
      fields.put("maxBytes", maxBytes);
    }
    if (maxDeviceMs != null) {
      fields.put("maxDeviceMs", maxDeviceMs);
    }
    if (minAccuracy != null) {
      fields.put("minAccuracy", minAccuracy.value());
    }
  }
}
