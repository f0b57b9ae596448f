package dev.thaw.cloud.features;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of one device's samples of one task without looking at the disk. Changed by the
 * committer thread alone, after the disk; read by any.
 */
final class DeviceTally {
  /** Counts that were right before the tally changed for the {@code changes}-th time. */
  private record Remembered(long changes, RepairCounts counts) {}

  private final Map<Generation, Map<Integer, Long>> stored = new ConcurrentHashMap<>();
  private final Map<Generation, Long> lost = new ConcurrentHashMap<>();
  private final Map<Generation, Remembered> remembered = new ConcurrentHashMap<>();
  private final AtomicLong owed = new AtomicLong();
  private final AtomicLong touched = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();

  /** Counts of stored versions by label, by generation; only those that there are. */
  Map<Generation, Map<Integer, Long>> stored() {
    return stored;
  }

  /** How many stored versions there are of one generation. */
  long count(Generation generation) {
    return total(stored.getOrDefault(generation, Map.of()));
  }

  /** The generations for which samples were reported lost. */
  Set<Generation> lost() {
    return lost.keySet();
  }

  long lost(Generation generation) {
    return lost.getOrDefault(generation, 0L);
  }

  /** Samples of which no version is stored. */
  long owed() {
    return owed.get();
  }

  /** Where the log stood when an upload of the device changed something last; 0 if not yet. */
  long touched() {
    return touched.get();
  }

  void addStored(Generation generation, Map<Integer, Long> change) {
    stored.merge(generation, change, DeviceTally::sum);
    stored.computeIfPresent(generation, (g, byLabel) -> byLabel.isEmpty() ? null : byLabel);
    changes.incrementAndGet();
  }

  void addLost(Generation generation, long change) {
    lost.merge(generation, change, (one, other) -> one + other == 0 ? null : one + other);
    changes.incrementAndGet();
  }

  void addOwed(long change) {
    owed.addAndGet(change);
    changes.incrementAndGet();
  }

  void touch(long position) {
    touched.set(position);
  }

  /** Grows with every change; to be read before the disk is. */
  long changes() {
    return changes.get();
  }

  /** The counts for {@code wanted} that were remembered since the last change. */
  Optional<RepairCounts> remembered(Generation wanted) {
    return Optional.ofNullable(remembered.get(wanted))
        .filter(known -> known.changes == changes.get())
        .map(Remembered::counts);
  }

  void remember(Generation wanted, long asOf, RepairCounts counts) {
    remembered.values().removeIf(known -> known.changes < asOf);
    remembered.put(wanted, new Remembered(asOf, counts));
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
