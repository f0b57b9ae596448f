package dev.thaw.cloud.policy;

import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Who moves each task's freeze point, and what was decided last, durably. Thread-safe. */
final class Policies {
  private static final int VERSION = 1;

  /** What is stored of one task. */
  record Row(FreezePolicy policy, Optional<Decision> last) {}

  private final CloudDatabase database;

  Policies(CloudDatabase database) {
    this.database = database;
  }

  /** The task's policy; manual unless one was set. */
  FreezePolicy policy(String task) {
    return row(task).policy;
  }

  /** The decision made last, under whatever policy. */
  Optional<Decision> lastDecision(String task) {
    return row(task).last;
  }

  synchronized void set(String task, FreezePolicy policy) {
    save(task, new Row(policy, row(task).last));
  }

  synchronized void decided(Decision decision) {
    save(decision.task(), new Row(row(decision.task()).policy, Optional.of(decision)));
  }

  private Row row(String task) {
    return database
        .get(Column.POLICIES, Key.of(task).bytes())
        .map(stored -> fromBytes(task, stored))
        .orElse(new Row(FreezePolicy.MANUAL, Optional.empty()));
  }

  private void save(String task, Row row) {
    byte[] key = Key.of(task).bytes();
    database.changes().put(Column.POLICIES, key, toBytes(row.policy, row.last)).commit();
  }

  static byte[] toBytes(FreezePolicy policy, Optional<Decision> last) {
    AdviceLimits limits = policy.limits();
    return new RecordWriter(VERSION)
        .flag(policy.automatic())
        .number(policy.interval().toSeconds())
        .number(policy.margin())
        .optional(boxed(limits.maxBytes()), (w, bytes) -> w.number((long) bytes))
        .optional(boxed(limits.maxDeviceMillis()), (w, millis) -> w.number((double) millis))
        .optional(boxed(limits.minAccuracy()), (w, accuracy) -> w.number((double) accuracy))
        .optional(last, Policies::write)
        .toBytes();
  }

  private static void write(RecordWriter out, Decision decision) {
    out.time(decision.decidedAt())
        .number(decision.from())
        .number(decision.to())
        .text(decision.reason());
  }

  static Row fromBytes(String task, byte[] stored) {
    RecordReader in = new RecordReader("freeze policy", VERSION, stored);
    FreezePolicy policy =
        new FreezePolicy(
            in.flag(),
            Duration.ofSeconds(in.number()),
            in.real(),
            new AdviceLimits(
                in.optional(RecordReader::number)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty()),
                real(in),
                real(in)));
    Optional<Decision> last =
        in.optional(r -> new Decision(task, r.time(), r.integer(), r.integer(), r.text()));
    return new Row(policy, last);
  }

  private static OptionalDouble real(RecordReader in) {
    return in.optional(RecordReader::real).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
