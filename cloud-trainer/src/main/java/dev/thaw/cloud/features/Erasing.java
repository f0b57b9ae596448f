package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.SampleId;
import java.util.List;
import java.util.Set;

/**
 * Erases all that the log has of a device or of one of its samples, in one write and whatever the
 * generation; nothing becomes owed. Confined to the committer thread, but for looking.
 */
final class Erasing {
  private final CloudDatabase database;
  private final Tallies tallies;

  Erasing(CloudDatabase database, Tallies tallies) {
    this.database = database;
    this.tallies = tallies;
  }

  /** What there is of a device. */
  HeldRows held(String task, String device) {
    DeviceTally tally = tallies.of(task, device);
    long features = tally.stored().keySet().stream().mapToLong(tally::count).sum();
    long lost = tally.lost().stream().mapToLong(tally::lost).sum();
    return new HeldRows(features, lost, tally.owed());
  }

  /** What there is of one sample of a device. */
  HeldRows held(String task, String device, SampleId sample) {
    SampleKey key = new SampleKey(task, device, sample);
    DeviceTally tally = tallies.of(task, device);
    return new HeldRows(
        present(Column.FEATURES, key, tally.stored().keySet()).size(),
        present(Column.LOST, key, tally.lost()).size(),
        isOwed(key) ? 1 : 0);
  }

  /** Erases a device; durable on return. */
  HeldRows erase(String task, String device) {
    HeldRows held = held(task, device);
    byte[] prefix = SampleKey.devicePrefix(task, device).bytes();
    database
        .changes()
        .deletePrefix(Column.FEATURES, prefix)
        .deletePrefix(Column.LOST, prefix)
        .deletePrefix(Column.OWED, prefix)
        .commit();
    tallies.forget(task, device);
    return held;
  }

  /** Erases one sample of a device; durable on return. */
  HeldRows erase(String task, String device, SampleId sample) {
    HeldRows held = held(task, device, sample);
    SampleKey key = new SampleKey(task, device, sample);
    DeviceTally tally = tallies.of(task, device);
    Changes changes = database.changes();
    TallyChanges counts = new TallyChanges();
    for (Generation generation : present(Column.FEATURES, key, tally.stored().keySet())) {
      changes.delete(Column.FEATURES, key.row(generation));
      counts.stored(task, device, generation, label(key, generation), -1);
    }
    for (Generation generation : present(Column.LOST, key, tally.lost())) {
      changes.delete(Column.LOST, key.row(generation));
      counts.lost(task, device, generation, -1);
    }
    changes.delete(Column.OWED, key.owedRow());
    counts.owed(task, device, -held.owed());
    changes.commit();
    if (!held.isEmpty()) {
      counts.addTo(tallies);
    }
    return held;
  }

  private int label(SampleKey key, Generation generation) {
    return StoredFeature.labelOf(database.get(Column.FEATURES, key.row(generation)).orElseThrow());
  }

  private List<Generation> present(Column column, SampleKey key, Set<Generation> generations) {
    return generations.stream()
        .filter(generation -> database.get(column, key.row(generation)).isPresent())
        .toList();
  }

  private boolean isOwed(SampleKey key) {
    return database.get(Column.OWED, key.owedRow()).isPresent();
  }
}
