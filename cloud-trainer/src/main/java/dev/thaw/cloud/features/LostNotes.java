package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.SampleId;
import java.util.HashSet;
import java.util.Set;

/**
 * Notes which samples devices cannot send again for a cut and prefix. Confined to the committer
 * thread.
 */
final class LostNotes {
  private static final int VERSION = 1;

  private final CloudDatabase database;
  private final Tallies tallies;

  LostNotes(CloudDatabase database, Tallies tallies) {
    this.database = database;
    this.tallies = tallies;
  }

  /**
   * Notes those of the samples that the device once uploaded and that there is nothing of for that
   * cut; all if it is for a prefix that has passed meanwhile, none. Durable on return.
   *
   * @return how many are noted now that were not before
   */
  int note(Lost lost, Backbone backbone) {
    if (!backbone.isCurrent(lost.cut(), lost.prefix())) {
      return 0;
    }
    Generation goal = new Generation(lost.cut(), lost.prefix());
    Changes changes = database.changes();
    TallyChanges counts = new TallyChanges();
    Set<SampleId> fresh = new HashSet<>(lost.samples());
    fresh.removeIf(sample -> !isMissing(key(lost, sample), goal, backbone));
    fresh.forEach(
        sample -> {
          changes.put(Column.LOST, key(lost, sample).row(goal), value());
          counts.lost(lost.task(), lost.deviceId(), goal, 1);
        });
    changes.commit();
    counts.addTo(tallies);
    return fresh.size();
  }

  /** The value of a noted sample, whose key says everything. */
  static byte[] value() {
    return new RecordWriter(VERSION).toBytes();
  }

  private boolean isMissing(SampleKey key, Generation goal, Backbone backbone) {
    if (database.get(Column.LOST, key.row(goal)).isPresent()) {
      return false;
    }
    DeviceTally tally = tallies.of(key.task(), key.device());
    boolean known = tally.owed() > 0 && database.get(Column.OWED, key.owedRow()).isPresent();
    for (Generation generation : tally.stored().keySet()) {
      if (database.get(Column.FEATURES, key.row(generation)).isPresent()) {
        known = true;
        if (generation.cut() <= goal.cut()
            && backbone.isCurrent(generation.cut(), generation.prefix())) {
          return false;
        }
      }
    }
    return known;
  }

  private static SampleKey key(Lost lost, SampleId sample) {
    return new SampleKey(lost.task(), lost.deviceId(), sample);
  }
}
