package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sorts a task's tallies into usable and void, as of its present backbone. Not thread-safe. */
final class Counting {
  private final Census census;
  private final Tallies tallies;
  private final Backbone backbone;
  private final Generation present;

  Counting(Census census, Tallies tallies, Backbone backbone) {
    this.census = census;
    this.tallies = tallies;
    this.backbone = backbone;
    this.present = Generation.of(backbone);
  }

  FeatureCounts counts() {
    String task = backbone.task().name();
    List<DeviceFeatures> devices = new ArrayList<>();
    long usable = 0;
    long waiting = 0;
    long lost = 0;
    for (String device : tallies.devices(task)) {
      RepairCounts repair = census.of(device);
      DeviceFeatures features = device(device, tallies.of(task, device));
      devices.add(features);
      usable += features.usable();
      waiting += repair.waiting();
      lost += repair.lost();
    }
    return new FeatureCounts(task, usable, waiting + lost, lost, devices);
  }

  private DeviceFeatures device(String device, DeviceTally tally) {
    Map<Integer, Long> usableByCut = new TreeMap<>();
    Map<Integer, Long> voidByCut = new TreeMap<>();
    tally
        .stored()
        .forEach(
            (generation, byLabel) -> {
              boolean current = backbone.isCurrent(generation.cut(), generation.prefix());
              Map<Integer, Long> side = current ? usableByCut : voidByCut;
              side.merge(generation.cut(), DeviceTally.total(byLabel), Long::sum);
            });
    Map<Integer, Long> usable = tally.stored().getOrDefault(present, Map.of());
    return new DeviceFeatures(
        device, DeviceTally.total(usable), usableByCut, voidByCut, byName(usable));
  }

  private Map<String, Long> byName(Map<Integer, Long> byLabel) {
    Map<String, Long> named = new TreeMap<>();
    byLabel.forEach((label, count) -> named.put(backbone.task().labels().get(label), count));
    return named;
  }
}
