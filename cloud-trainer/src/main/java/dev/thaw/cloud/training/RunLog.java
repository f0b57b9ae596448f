package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Each task's latest training runs, durably. Thread-safe. */
final class RunLog {
  private static final int VERSION = 1;
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
    changes.put(Column.RUNS, Key.of(run.task()).number(run.id()).bytes(), toBytes(run));
    if (run.id() > KEPT) {
      changes.delete(Column.RUNS, Key.of(run.task()).number(run.id() - KEPT).bytes());
    }
  }

  /** The task's runs, newest first. */
  List<TrainingRun> runs(String task) {
    List<TrainingRun> runs = new ArrayList<>();
    database.scan(
        Column.RUNS, Key.of(task).bytes(), (row, value) -> runs.add(fromBytes(task, value)));
    Collections.reverse(runs);
    return runs;
  }

  private AtomicLong lastId(String task) {
    return new AtomicLong(
        database
            .lastKey(Column.RUNS, Key.of(task).bytes())
            .map(row -> ByteBuffer.wrap(row).getLong(row.length - Long.BYTES))
            .orElse(0L));
  }

  private static byte[] toBytes(TrainingRun run) {
    return new RecordWriter(VERSION)
        .number(run.id())
        .text(run.scope().path())
        .time(run.startedAt())
        .number(run.depth())
        .number(run.samples())
        .number(run.replayed())
        .number(run.steps())
        .number(run.seconds())
        .number(run.loss())
        .flag(run.verdict().published())
        .text(run.verdict().reason())
        .optional(run.version(), RecordWriter::number)
        .optional(run.manifest(), RecordWriter::digest)
        .toBytes();
  }

  private static TrainingRun fromBytes(String task, byte[] stored) {
    RecordReader in = new RecordReader("training run", VERSION, stored);
    return new TrainingRun(
        in.number(),
        task,
        Scope.parse(in.text()),
        in.time(),
        in.integer(),
        in.number(),
        in.number(),
        in.number(),
        in.real(),
        in.real(),
        verdict(in.flag(), in.text()),
        in.optional(RecordReader::number),
        in.optional(RecordReader::digest));
  }

  private static Verdict verdict(boolean published, String reason) {
    return published ? new Verdict.Published(reason) : new Verdict.HeldBack(reason);
  }
}
