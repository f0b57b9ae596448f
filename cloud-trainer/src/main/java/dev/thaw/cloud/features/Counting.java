package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.SampleId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sorts a task's tallies into usable and void, as of one backbone. Not thread-safe. */
final class Counting {
  private final CloudDatabase database;
  private final Tallies tallies;
  private final Backbone backbone;
  private final Generation present;

  Counting(CloudDatabase database, Tallies tallies, Backbone backbone) {
    this.database = database;
    this.tallies = tallies;
    this.backbone = backbone;
    this.present = Generation.of(backbone);
  }

  FeatureCounts counts() {
    String task = backbone.task().name();
    List<DeviceFeatures> devices = tallies.devices(task).stream().map(this::device).toList();
    long usable = devices.stream().mapToLong(DeviceFeatures::usable).sum();
    long voided = tallies.devices(task).stream().mapToLong(this::voided).sum();
    return new FeatureCounts(task, usable, voided, devices);
  }

  private DeviceFeatures device(String device) {
    Map<Integer, Long> usableByCut = new TreeMap<>();
    Map<Integer, Long> voidByCut = new TreeMap<>();
    Map<Generation, Map<Integer, Long>> generations = tallies.of(backbone.task().name(), device);
    generations.forEach(
        (generation, byLabel) -> {
          if (!byLabel.isEmpty()) {
            Map<Integer, Long> side = isCurrent(generation) ? usableByCut : voidByCut;
            side.merge(generation.cut(), Tallies.total(byLabel), Long::sum);
          }
        });
    Map<Integer, Long> usable = generations.getOrDefault(present, Map.of());
    return new DeviceFeatures(
        device, Tallies.total(usable), usableByCut, voidByCut, byName(usable));
  }

  private boolean isCurrent(Generation generation) {
    return backbone.isCurrent(generation.cut(), generation.prefix());
  }

  private Map<String, Long> byName(Map<Integer, Long> byLabel) {
    Map<String, Long> named = new TreeMap<>();
    byLabel.forEach((label, count) -> named.put(backbone.task().labels().get(label), count));
    return named;
  }

  /** Samples without a version at the freeze point; looks at keys only where there may be some. */
  private long voided(String device) {
    String task = backbone.task().name();
    boolean none =
        tallies.of(task, device).entrySet().stream()
            .allMatch(e -> isCurrent(e.getKey()) || e.getValue().isEmpty());
    if (none) {
      return 0;
    }
    Set<SampleId> all = new HashSet<>();
    Set<SampleId> usable = new HashSet<>();
    database.scan(
        Column.FEATURES,
        SampleKey.devicePrefix(task, device).bytes(),
        (row, value) -> {
          SampleKey.Row parsed = SampleKey.parse(row);
          (parsed.generation().equals(present) ? usable : all).add(parsed.key().sample());
          return true;
        });
    all.removeAll(usable);
    return all.size();
  }
}
