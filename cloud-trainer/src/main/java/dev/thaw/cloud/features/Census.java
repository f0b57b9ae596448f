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
import java.util.stream.Collectors;

/**
 * Sorts a task's samples by what there is of them for a wanted freeze point: ready, lost, or
 * waiting to be sent again. Looks at keys only where the tallies leave it open, one device's at a
 * time. Thread-safe; what is committed meanwhile may or may not be counted.
 */
final class Census {
  private record Sorted(long ready, Set<SampleId> waiting, long lost) {}

  private final CloudDatabase database;
  private final Tallies tallies;
  private final Backbone wanted;
  private final String task;
  private final Generation goal;
  private final boolean present;

  /**
   * A census for {@code wanted}.
   *
   * @param present whether it is the backbone in force, at which every usable sample has a version
   */
  Census(CloudDatabase database, Tallies tallies, Backbone wanted, boolean present) {
    this.database = database;
    this.tallies = tallies;
    this.wanted = wanted;
    this.task = wanted.task().name();
    this.goal = Generation.of(wanted);
    this.present = present;
  }

  /** The counts of each device, by id. */
  Map<String, RepairCounts> byDevice() {
    Map<String, RepairCounts> counts = new TreeMap<>();
    tallies.devices(task).forEach(device -> counts.put(device, of(device)));
    return counts;
  }

  /** The counts of one device. */
  RepairCounts of(String device) {
    DeviceTally tally = tallies.of(task, device);
    return tally.remembered(goal).orElseGet(() -> count(device, tally));
  }

  /** The samples that one device is to send again, in the order of their ids. */
  List<SampleId> waiting(String device) {
    RepairCounts known = of(device);
    return known.waiting() == 0
        ? List.of()
        : sort(device, tallies.of(task, device)).waiting.stream().sorted().toList();
  }

  private RepairCounts count(String device, DeviceTally tally) {
    long asOf = tally.changes();
    Set<Generation> usable = usable(tally);
    boolean complete = tally.owed() == 0 && usable.containsAll(tally.stored().keySet());
    RepairCounts counts;
    if (complete && (present || usable.size() < 2)) {
      long ready = present ? tally.count(goal) : usable.stream().mapToLong(tally::count).sum();
      counts = new RepairCounts(ready, 0, 0);
    } else {
      Sorted sorted = sort(device, tally);
      counts = new RepairCounts(sorted.ready, sorted.waiting.size(), sorted.lost);
    }
    tally.remember(goal, asOf, counts);
    return counts;
  }

  /** Versions that are about to be dropped are read before what is owed in their place. */
  private Sorted sort(String device, DeviceTally tally) {
    Set<Generation> usable = usable(tally);
    Set<SampleId> ready = new HashSet<>();
    Set<SampleId> missing = new HashSet<>();
    for (Generation generation : Set.copyOf(tally.stored().keySet())) {
      Set<SampleId> side = usable.contains(generation) ? ready : missing;
      GenerationRows.features(database, task, device, generation).samples(side::add);
    }
    database.scan(
        Column.OWED,
        SampleKey.devicePrefix(task, device).bytes(),
        (key, value) -> {
          missing.add(GenerationRows.sampleOf(key));
          return true;
        });
    missing.removeAll(ready);
    int all = missing.size();
    if (all > 0 && tally.lost(goal) > 0) {
      new GenerationRows(database, Column.LOST, task, device, goal).samples(missing::remove);
    }
    return new Sorted(ready.size(), missing, all - missing.size());
  }

  private Set<Generation> usable(DeviceTally tally) {
    return tally.stored().keySet().stream()
        .filter(generation -> wanted.isCurrent(generation.cut(), generation.prefix()))
        .collect(Collectors.toSet());
  }
}
