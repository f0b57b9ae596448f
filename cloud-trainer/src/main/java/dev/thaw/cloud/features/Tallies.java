package dev.thaw.cloud.features;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How many features each device has, by generation and label. Kept in memory beside the log,
 * counted anew when it is opened. Changed by the committer thread alone; read by any.
 */
final class Tallies {
  private final Map<String, NavigableMap<String, Map<Generation, Map<Integer, Long>>>> tasks =
      new ConcurrentHashMap<>();

  void add(SampleKey key, Generation generation, int label, long change) {
    tasks
        .computeIfAbsent(key.task(), task -> new ConcurrentSkipListMap<>())
        .computeIfAbsent(key.device(), device -> new ConcurrentHashMap<>())
        .merge(generation, Map.of(label, change), Tallies::sum);
  }

  /** The devices that have, or had, features of the task. */
  Set<String> devices(String task) {
    NavigableMap<String, ?> devices = tasks.get(task);
    return devices == null ? Set.of() : devices.keySet();
  }

  /** Counts by label, of each generation of the device. */
  Map<Generation, Map<Integer, Long>> of(String task, String device) {
    Map<String, Map<Generation, Map<Integer, Long>>> devices = tasks.get(task);
    return devices == null ? Map.of() : devices.getOrDefault(device, Map.of());
  }

  void forget(String task, String device, Generation generation) {
    of(task, device).remove(generation);
  }

  static long total(Map<Integer, Long> byLabel) {
    return byLabel.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<Integer, Long> sum(Map<Integer, Long> one, Map<Integer, Long> other) {
    Map<Integer, Long> sum = new HashMap<>(one);
    other.forEach((label, count) -> sum.merge(label, count, Long::sum));
    sum.values().removeIf(count -> count == 0);
    return new TreeMap<>(sum);
  }
}
