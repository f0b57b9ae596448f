package dev.thaw.cloud.features;

import dev.thaw.cloud.features.GenerationRows.Row;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.SampleId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Drops generations of one task's features, range by range in turns of the committer. After any
 * turn every sample still has a version or is owed, so that doing it again after an interruption
 * finishes it. Used once; not thread-safe.
 */
final class Dropping {
  private static final int VERSION = 1;
  private static final int ROWS_PER_TURN = 1_024;

  private final CloudDatabase database;
  private final Committer committer;
  private final Tallies tallies;
  private final String task;
  private final Predicate<Generation> kept;
  private long dropped;

  Dropping(
      CloudDatabase database,
      Committer committer,
      Tallies tallies,
      String task,
      Predicate<Generation> kept) {
    this.database = database;
    this.committer = committer;
    this.tallies = tallies;
    this.task = task;
    this.kept = kept;
  }

  /**
   * Drops, and keeps as owed the samples of which nothing is left; returns the versions dropped.
   */
  long andOwe(LongConsumer progress) {
    run(true, progress);
    return dropped;
  }

  /** Drops, and forgets the samples of which nothing is left; returns the versions dropped. */
  long andForget() {
    run(false, count -> {});
    for (String device : tallies.devices(task)) {
      committer.inTurn(() -> forgetMissing(device));
    }
    database.sync();
    return dropped;
  }

  private void run(boolean owe, LongConsumer progress) {
    for (String device : tallies.devices(task)) {
      for (Generation generation : refused(tallies.of(task, device).stored().keySet())) {
        dropAll(device, generation, owe, progress);
      }
      for (Generation generation : refused(tallies.of(task, device).lost())) {
        committer.inTurn(() -> dropLost(device, generation));
      }
    }
    database.sync();
  }

  private List<Generation> refused(Set<Generation> generations) {
    return generations.stream().filter(kept.negate()).toList();
  }

  private void dropAll(String device, Generation generation, boolean owe, LongConsumer progress) {
    int rows = ROWS_PER_TURN;
    while (rows == ROWS_PER_TURN) {
      rows = committer.inTurn(() -> dropSome(device, generation, owe));
      dropped += rows;
      progress.accept(dropped);
    }
  }

  /** One turn: the first rows of the generation. */
  private int dropSome(String device, Generation generation, boolean owe) {
    GenerationRows rows = GenerationRows.features(database, task, device, generation);
    List<Row> some = rows.after(null, ROWS_PER_TURN);
    if (some.isEmpty()) {
      return 0;
    }
    Changes changes = database.changes();
    TallyChanges counts = new TallyChanges();
    byte[] first = rows.key(some.get(0).sample());
    byte[] last = rows.key(some.get(some.size() - 1).sample());
    changes.deleteRange(Column.FEATURES, first, GenerationRows.following(last));
    some.forEach(
        r -> counts.stored(task, device, generation, StoredFeature.labelOf(r.value()), -1));
    if (owe) {
      owe(device, withoutOthers(device, generation, some), changes, counts);
    }
    changes.commitUnsynced();
    counts.addTo(tallies);
    return some.size();
  }

  private void owe(String device, Set<SampleId> samples, Changes changes, TallyChanges counts) {
    for (SampleId sample : samples) {
      changes.put(Column.OWED, new SampleKey(task, device, sample).owedRow(), owedValue());
    }
    counts.owed(task, device, samples.size());
  }

  /** The samples of the rows that have no version of another generation, whatever that is. */
  private Set<SampleId> withoutOthers(String device, Generation dropping, List<Row> rows) {
    Set<SampleId> alone = new HashSet<>();
    rows.forEach(row -> alone.add(row.sample()));
    SampleId first = rows.get(0).sample();
    SampleId last = rows.get(rows.size() - 1).sample();
    for (Generation other : tallies.of(task, device).stored().keySet()) {
      if (!other.equals(dropping)) {
        GenerationRows.features(database, task, device, other).between(first, last, alone::remove);
      }
    }
    return alone;
  }

  private boolean dropLost(String device, Generation generation) {
    byte[] prefix = SampleKey.generationPrefix(task, device, generation).bytes();
    database.changes().deletePrefix(Column.LOST, prefix).commitUnsynced();
    DeviceTally tally = tallies.of(task, device);
    tally.addLost(generation, -tally.lost(generation));
    return true;
  }

  private boolean forgetMissing(String device) {
    DeviceTally tally = tallies.of(task, device);
    byte[] prefix = SampleKey.devicePrefix(task, device).bytes();
    database
        .changes()
        .deletePrefix(Column.OWED, prefix)
        .deletePrefix(Column.LOST, prefix)
        .commitUnsynced();
    tally.addOwed(-tally.owed());
    tally.lost().forEach(generation -> tally.addLost(generation, -tally.lost(generation)));
    return true;
  }

  /** The value of an owed sample, whose key says everything. */
  static byte[] owedValue() {
    return new RecordWriter(VERSION).toBytes();
  }
}
