package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one stage that each changing task is in, in memory and in its row: every step from one stage
 * to the next goes through here, and is durable before it counts. Thread-safe; its monitor guards
 * the steps.
 */
final class Stages {
  private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

  private final Parts parts;
  private final ChangeLog rows;
  private final Map<String, Stage> byTask = new ConcurrentHashMap<>();

  Stages(Parts parts) {
    this.parts = parts;
    this.rows = new ChangeLog(parts.database());
  }

  Optional<Stage> of(String task) {
    return Optional.ofNullable(byTask.get(task));
  }

  /** All that there are; safe to iterate while they change. */
  Collection<Stage> all() {
    return byTask.values();
  }

  ChangeLog.Row row(String task) {
    return rows.row(task);
  }

  /** Begins a change with its first stage. */
  synchronized void begin(Stage first) {
    note(first, first.course().change().in(first.phase()));
    entered(first);
  }

  /** Moves a change on to its next stage, unless it has left {@code from} already. */
  synchronized void enter(Stage from, Stage next) {
    if (isIn(from)) {
      begin(next);
    }
  }

  /** Stores that a change is in {@code next}, when {@code changes} are committed. */
  void stage(Changes changes, Stage next) {
    rows.put(changes, next.course().task(), next.course().change().in(next.phase()));
  }

  /** A change is in {@code next}, and that is stored. */
  synchronized void entered(Stage next) {
    Course<?> course = next.course();
    course.stored(course.change().in(next.phase()));
    byTask.put(course.task(), next);
    next.begin();
  }

  /** The preparation is begun once more; durable on return. */
  void attempting(Stage stage) {
    ChangeRecord change = stage.course().change();
    note(stage, change.withAttempts(change.attempts() + 1));
  }

  /**
   * The preparation failed: the old epoch stands. If the process is to end it is only put off, and
   * if the switch was made already nothing happens.
   */
  synchronized void failed(Stage stage, Throwable failure) {
    if (!isIn(stage)) {
      return;
    }
    try {
      if (parts.queue().isClosed()) {
        putOff(stage);
      } else {
        String message = failure.getMessage();
        end(stage, Outcome.ROLLED_BACK, message == null ? failure.toString() : message);
      }
    } catch (CloudException e) {
      LOG.warn("end of change not stored task={}: {}", stage.course().task(), e.getMessage(), e);
      left(stage);
    }
  }

  /** Stores that the change has come about, when {@code changes} are committed. */
  void stageEnd(Changes changes, Stage stage) {
    Course<?> course = stage.course();
    rows.end(changes, course.task(), course.ended(Outcome.SWITCHED, "", parts.clock().instant()));
  }

  /** A change has ended, and that is stored. */
  synchronized void ended(Stage stage) {
    byTask.remove(stage.course().task(), stage);
  }

  /** Ends a change that has not come about; durable on return. */
  synchronized void end(Stage stage, Outcome outcome, String reason) {
    Course<?> course = stage.course();
    FreezeStatus.Ended ended = course.ended(outcome, reason, parts.clock().instant());
    rows.end(course.task(), ended);
    left(stage);
    parts.listener().changeEnded(course.task(), ended);
    LOG.info(
        "change ended task={} depth={}->{} outcome={} reason={}",
        course.task(),
        course.change().from(),
        course.change().to(),
        outcome,
        reason);
  }

  /** Ends long work early if the process is to end. */
  void requireOpen() {
    parts.queue().requireOpen();
  }

  /** Whoever waits for a change is told that it will not come about in this process. */
  void abandon() {
    byTask.values().forEach(stage -> stage.course().fail(closing()));
  }

  /** What devices upload for is the present freeze point again. */
  private void left(Stage stage) {
    ended(stage);
    if (stage.coming().isPresent()) {
      String task = stage.course().task();
      parts.listener().repairsWanted(task, parts.registry().backbone(task).freeze());
    }
  }

  private boolean isIn(Stage stage) {
    return byTask.get(stage.course().task()) == stage;
  }

  private void putOff(Stage stage) {
    ChangeRecord change = stage.course().change();
    note(stage, change.withAttempts(Math.max(0, change.attempts() - 1)));
  }

  private void note(Stage stage, ChangeRecord change) {
    rows.put(stage.course().task(), change);
    stage.course().stored(change);
  }

  private static CloudException closing() {
    return new CloudException(ErrorCode.BUSY, "the trainer is closing");
  }
}
