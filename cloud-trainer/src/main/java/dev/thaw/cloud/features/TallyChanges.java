package dev.thaw.cloud.features;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Differences of tallies, gathered and then added at once. Not thread-safe. */
final class TallyChanges {
  private record DeviceId(String task, String device) {}

  private static final class OfDevice {
    private final Map<Generation, Map<Integer, Long>> stored = new HashMap<>();
    private final Map<Generation, Long> lost = new HashMap<>();
    private long owed;

    void addTo(DeviceTally tally) {
      stored.forEach(tally::addStored);
      lost.forEach(tally::addLost);
      if (owed != 0) {
        tally.addOwed(owed);
      }
    }
  }

  private final Map<DeviceId, OfDevice> devices = new HashMap<>();

  /** A version of a sample is there more often. */
  TallyChanges stored(String task, String device, Generation generation, int label, long change) {
    of(task, device)
        .stored
        .computeIfAbsent(generation, g -> new HashMap<>())
        .merge(label, change, Long::sum);
    return this;
  }

  /** A sample is reported lost more often. */
  TallyChanges lost(String task, String device, Generation generation, long change) {
    of(task, device).lost.merge(generation, change, Long::sum);
    return this;
  }

  /** More samples are owed. */
  TallyChanges owed(String task, String device, long change) {
    of(task, device).owed += change;
    return this;
  }

  /** Adds all differences. */
  void addTo(Tallies tallies) {
    each(tallies, (tally, change) -> change.addTo(tally));
  }

  /** Adds the differences that uploads made; the log stands at {@code position} with them. */
  void addTo(Tallies tallies, long position) {
    each(
        tallies,
        (tally, change) -> {
          change.addTo(tally);
          tally.touch(position);
        });
  }

  private void each(Tallies tallies, BiConsumer<DeviceTally, OfDevice> action) {
    devices.forEach((id, change) -> action.accept(tallies.known(id.task, id.device), change));
  }

  private OfDevice of(String task, String device) {
    return devices.computeIfAbsent(new DeviceId(task, device), id -> new OfDevice());
  }
}
