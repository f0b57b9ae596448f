package dev.thaw.cloud.features;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How many samples each device has, by task. Kept in memory beside the log, counted anew when it is
 * opened. Changed by the committer thread alone; read by any.
 */
final class Tallies {
  private final Map<String, NavigableMap<String, DeviceTally>> tasks = new ConcurrentHashMap<>();

  /** The devices that have, or had, features of the task. */
  Set<String> devices(String task) {
    NavigableMap<String, ?> devices = tasks.get(task);
    return devices == null ? Set.of() : devices.keySet();
  }

  /** The tally of a device; an empty one, of its own, if it is not known. */
  DeviceTally of(String task, String device) {
    Map<String, DeviceTally> devices = tasks.get(task);
    DeviceTally tally = devices == null ? null : devices.get(device);
    return tally == null ? new DeviceTally() : tally;
  }

  /** Forgets a device. */
  void forget(String task, String device) {
    Map<String, DeviceTally> devices = tasks.get(task);
    if (devices != null) {
      devices.remove(device);
    }
  }

  /** The tally of a device, which is known from now on. */
  DeviceTally known(String task, String device) {
    return tasks
        .computeIfAbsent(task, name -> new ConcurrentSkipListMap<>())
        .computeIfAbsent(device, id -> new DeviceTally());
  }
}
