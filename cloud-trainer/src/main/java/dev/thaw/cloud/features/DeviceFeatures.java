package dev.thaw.cloud.features;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many features one device has sent. Immutable; maps are sorted.
 *
 * @param usable samples that training can use at the present depth
 * @param usableByCut stored versions whose prefix is current, by cut; a sample may have several
 * @param voidByCut stored versions whose prefix is not current or whose cut is above the freeze
 *     point, by cut
 * @param byLabel usable samples by label
 */
public record DeviceFeatures(
    String deviceId,
    long usable,
    Map<Integer, Long> usableByCut,
    Map<Integer, Long> voidByCut,
    Map<String, Long> byLabel) {
  public DeviceFeatures {
    usableByCut = java.util.Collections.unmodifiableMap(new TreeMap<>(usableByCut));
    voidByCut = java.util.Collections.unmodifiableMap(new TreeMap<>(voidByCut));
    byLabel = java.util.Collections.unmodifiableMap(new TreeMap<>(byLabel));
  }
}
