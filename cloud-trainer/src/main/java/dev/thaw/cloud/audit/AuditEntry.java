package dev.thaw.cloud.audit;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the log: that a change was asked for, or what became of it. Immutable.
 *
 * @param id counts from 1
 * @param previous the digest of the entry before it; of the first, all zeros
 * @param asked for an outcome, the id of the entry that asked
 */
public record AuditEntry(long id, Digest previous, Instant at, Optional<Long> asked, Fact fact) {
  private static final int VERSION = 1;

  /**
   * What an entry says. Immutable.
   *
   * @param who the operator's name
   * @param role the role it had
   * @param action what it did, as method and address
   * @param target to what, with what the request said
   * @param before how it stood before; empty if that does not say anything
   * @param after how it stood afterwards; only of an outcome
   * @param outcome how it ended: {@code asked}, {@code done}, {@code refused CODE} or {@code failed
   *     STATUS}
   */
  public record Fact(
      String who,
      String role,
      String action,
      String target,
      String before,
      String after,
      String outcome) {}

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .number(id)
        .digest(previous)
        .time(at)
        .optional(asked, (out, value) -> out.number((long) value))
        .text(fact.who())
        .text(fact.role())
        .text(fact.action())
        .text(fact.target())
        .text(fact.before())
        .text(fact.after())
        .text(fact.outcome())
        .toBytes();
  }

  static AuditEntry fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("audit entry", VERSION, stored);
    return new AuditEntry(
        in.number(),
        in.digest(),
        in.time(),
        in.optional(RecordReader::number),
        new Fact(in.text(), in.text(), in.text(), in.text(), in.text(), in.text(), in.text()));
  }
}
