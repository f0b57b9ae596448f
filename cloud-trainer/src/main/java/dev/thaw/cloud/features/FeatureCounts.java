package dev.thaw.cloud.features;

import java.util.List;

/**
 * How many features a task holds, by device, cut and label. Immutable.
 *
 * @param usable samples that training can use at the present depth
 * @param voided samples that were acknowledged and of which nothing stored can be used at the
 *     present depth
 * @param lost those of the voided that their devices cannot send again
 */
public record FeatureCounts(
    String task, long usable, long voided, long lost, List<DeviceFeatures> devices) {
  public FeatureCounts {
    devices = List.copyOf(devices);
  }
}
