package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Each task's record and base model, durably. Reading is thread-safe. */
final class TaskStore {
  private final CloudDatabase database;

  TaskStore(CloudDatabase database) {
    this.database = database;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    database.scan(
        Column.TASKS,
        new byte[0],
        (row, value) -> names.add(new String(row, 0, row.length - 1, StandardCharsets.UTF_8)));
    return names;
  }

  TaskRecord record(String task) {
    return database
        .get(Column.TASKS, Key.of(task).bytes())
        .map(TaskRecord::fromBytes)
        .orElseThrow(() -> new CloudException(ErrorCode.UNKNOWN_TASK, "unknown task " + task));
  }

  BaseModel base(String task) {
    return database
        .get(Column.BASES, Key.of(task).bytes())
        .map(BaseModel::fromBytes)
        .orElseThrow(
            () -> new CloudException(ErrorCode.STORAGE, "base model of " + task + " is missing"));
  }

  void put(Changes changes, String task, TaskRecord record) {
    changes.put(Column.TASKS, Key.of(task).bytes(), record.toBytes());
  }

  void put(Changes changes, BaseModel base) {
    changes.put(Column.BASES, Key.of(base.task().name()).bytes(), base.toBytes());
  }
}
