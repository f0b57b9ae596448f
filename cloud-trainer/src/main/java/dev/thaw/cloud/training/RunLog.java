package dev.thaw.cloud.training;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.protocol.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Each task's latest training runs, durably; an erased one is an empty row. Thread-safe. */
final class RunLog {
  private static final int KEPT = 1000;

  private final CloudDatabase database;
  private final Map<String, AtomicLong> lastIds = new ConcurrentHashMap<>();

  RunLog(CloudDatabase database) {
    this.database = database;
  }

  /** A number for the task's next run; each is given once. */
  long nextId(String task) {
    return lastIds.computeIfAbsent(task, this::lastId).incrementAndGet();
  }

  /** Adds a run when {@code changes} are committed; the oldest beyond a thousand go. */
  void add(Changes changes, TrainingRun run) {
    changes.put(Column.RUNS, key(run.task(), run.id()), StoredRun.toBytes(run));
    if (run.id() > KEPT) {
      changes.delete(Column.RUNS, key(run.task(), run.id() - KEPT));
    }
  }

  /** The task's runs, newest first. */
  List<TrainingRun> runs(String task) {
    List<TrainingRun> runs = new ArrayList<>();
    database.scan(
        Column.RUNS,
        Key.of(task).bytes(),
        (row, value) -> value.length == 0 || runs.add(StoredRun.fromBytes(task, value)));
    Collections.reverse(runs);
    return runs;
  }

  /** One of them. */
  Optional<TrainingRun> run(String task, long id) {
    return database
        .get(Column.RUNS, key(task, id))
        .filter(row -> row.length > 0)
        .map(row -> StoredRun.fromBytes(task, row));
  }

  /** Empties the rows of a scope's runs when {@code changes} are committed: numbers stay given. */
  void erase(Changes changes, String task, Scope scope) {
    runs(task).stream()
        .filter(run -> run.scope().equals(scope))
        .forEach(run -> changes.put(Column.RUNS, key(task, run.id()), new byte[0]));
  }

  private AtomicLong lastId(String task) {
    return new AtomicLong(
        database
            .lastKey(Column.RUNS, Key.of(task).bytes())
            .map(row -> ByteBuffer.wrap(row).getLong(row.length - Long.BYTES))
            .orElse(0L));
  }

  private static byte[] key(String task, long id) {
    return Key.of(task).number(id).bytes();
  }
}
