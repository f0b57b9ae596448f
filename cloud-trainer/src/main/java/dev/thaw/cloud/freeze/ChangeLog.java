package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeStatus.Ended;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.ErrorCode;
import java.util.Optional;

/**
 * Each task's change under way and how its last one ended, durably: one row per task. Thread-safe
 * for reading; one thread at a time changes a task's row.
 */
final class ChangeLog {
  private static final int VERSION = 1;

  /** What is stored for one task. Immutable. */
  record Row(Optional<ChangeRecord> underWay, Optional<Ended> last) {
    static final Row EMPTY = new Row(Optional.empty(), Optional.empty());

    byte[] toBytes() {
      return new RecordWriter(VERSION)
          .optional(underWay, (w, change) -> change.writeTo(w))
          .optional(last, ChangeLog::writeEnded)
          .toBytes();
    }

    static Row fromBytes(byte[] stored) {
      RecordReader in = new RecordReader("change", VERSION, stored);
      try {
        return new Row(in.optional(ChangeRecord::readFrom), in.optional(ChangeLog::readEnded));
      } catch (IllegalArgumentException e) {
        throw new CloudException(
            ErrorCode.STORAGE, "stored change is damaged: " + e.getMessage(), e);
      }
    }
  }

  private final CloudDatabase database;

  ChangeLog(CloudDatabase database) {
    this.database = database;
  }

  Row row(String task) {
    return database.get(Column.CHANGES, Key.of(task).bytes()).map(Row::fromBytes).orElse(Row.EMPTY);
  }

  /** Notes how the change under way stands; durable on return. */
  void put(String task, ChangeRecord change) {
    Changes changes = database.changes();
    put(changes, task, change);
    changes.commit();
  }

  /** Notes how the change under way stands, when {@code changes} are committed. */
  void put(Changes changes, String task, ChangeRecord change) {
    write(changes, task, new Row(Optional.of(change), row(task).last()));
  }

  /** Notes that none is under way any more; durable on return. */
  void end(String task, Ended ended) {
    Changes changes = database.changes();
    end(changes, task, ended);
    changes.commit();
  }

  /** Notes that none is under way any more, when {@code changes} are committed. */
  void end(Changes changes, String task, Ended ended) {
    write(changes, task, new Row(Optional.empty(), Optional.of(ended)));
  }

  private static void write(Changes changes, String task, Row row) {
    changes.put(Column.CHANGES, Key.of(task).bytes(), row.toBytes());
  }

  private static void writeEnded(RecordWriter out, Ended ended) {
    out.number(ended.from())
        .number(ended.to())
        .flag(ended.wholeUpdate())
        .text(ended.outcome().name())
        .text(ended.reason())
        .flag(ended.resumed())
        .time(ended.startedAt())
        .time(ended.endedAt());
  }

  private static Ended readEnded(RecordReader in) {
    return new Ended(
        in.integer(),
        in.integer(),
        in.flag(),
        Outcome.valueOf(in.text()),
        in.text(),
        in.flag(),
        in.time(),
        in.time());
  }
}
