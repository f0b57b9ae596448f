package dev.thaw.cloud.features;

import dev.thaw.cloud.features.AdvanceSource.Item;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps versions that were run on beside their sources, in turns of the committer that only put
 * rows: encoding is done before. Not synced; a version that is lost is run on again. Thread-safe.
 */
final class AdvanceSink {
  /** A row to put. Immutable. */
  private static final class Put {
    private final Item source;
    private final Generation goal;
    private final byte[] key;
    private final byte[] value;

    Put(Item source, StoredFeature advanced) {
      this.source = source;
      this.goal = advanced.generation();
      this.key = keyOf(source, goal);
      this.value = advanced.toBytes();
    }

    static byte[] keyOf(Item source, Generation generation) {
      Activation activation = source.feature().feature().activation();
      return new SampleKey(activation.task(), source.device(), activation.sample()).row(generation);
    }
  }

  private final CloudDatabase database;
  private final Committer committer;
  private final Tallies tallies;
  private final String task;

  AdvanceSink(CloudDatabase database, Committer committer, Tallies tallies, String task) {
    this.database = database;
    this.committer = committer;
    this.tallies = tallies;
    this.task = task;
  }

  /**
   * Keeps the versions, but for those whose source has changed since it was read or that are there
   * meanwhile; returns how many it kept.
   */
  int keep(List<Item> sources, List<Activation> advanced) {
    List<Put> puts = new ArrayList<>(sources.size());
    for (int i = 0; i < sources.size(); i++) {
      Item source = sources.get(i);
      puts.add(new Put(source, source.feature().with(advanced.get(i))));
    }
    return committer.inTurn(() -> write(puts));
  }

  private int write(List<Put> puts) {
    Changes changes = database.changes();
    TallyChanges counts = new TallyChanges();
    int kept = 0;
    for (Put put : puts) {
      if (isCurrent(put)) {
        changes.put(Column.FEATURES, put.key, put.value);
        int label = put.source.feature().feature().label();
        counts.stored(task, put.source.device(), put.goal, label, 1);
        kept++;
      }
    }
    changes.commitUnsynced();
    counts.addTo(tallies);
    return kept;
  }

  /** Looks at the disk only if the device has uploaded something since the source was read. */
  private boolean isCurrent(Put put) {
    String device = put.source.device();
    if (tallies.of(task, device).touched() == put.source.touched()) {
      return true;
    }
    StoredFeature source = put.source.feature();
    Optional<byte[]> now =
        database.get(Column.FEATURES, Put.keyOf(put.source, source.generation()));
    return now.isPresent()
        && StoredFeature.sequenceOf(now.get()) == source.sequence()
        && database.get(Column.FEATURES, put.key).isEmpty();
  }
}
