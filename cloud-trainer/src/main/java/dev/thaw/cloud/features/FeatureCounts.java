package dev.thaw.cloud.features;

import java.util.List;

/**
 * How many features a task holds, by device, cut and label. Immutable.
 *
 * @param usable samples that training can use at the present depth
 * @param voided samples of which no stored version can be used at the present depth
 */
public record FeatureCounts(String task, long usable, long voided, List<DeviceFeatures> devices) {
  public FeatureCounts {
    devices = List.copyOf(devices);
  }
}
