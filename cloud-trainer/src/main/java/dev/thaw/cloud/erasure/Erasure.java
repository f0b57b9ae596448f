package dev.thaw.cloud.erasure;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An erasure under way, as it is stored: what was planned, and which heads are renewed. Immutable.
 *
 * @param id of its receipt: 32 hexadecimal digits
 */
record Erasure(String id, Instant requestedAt, ErasurePlan plan, List<Renewed> renewed) {
  private static final int VERSION = 1;

  Erasure {
    renewed = List.copyOf(renewed);
  }

  Subject subject() {
    return plan.subject();
  }

  String task() {
    return plan.subject().task();
  }

  /** The heads that are still to be renewed, in order. */
  List<Affected> pending() {
    Set<Object> done = renewed.stream().map(Renewed::scope).collect(Collectors.toSet());
    return plan.toRenew().stream().filter(each -> !done.contains(each.scope())).toList();
  }

  Erasure with(Renewed head) {
    List<Renewed> more = new ArrayList<>(renewed);
    more.add(head);
    return new Erasure(id, requestedAt, plan, more);
  }

  byte[] toBytes() {
    RecordWriter out = new RecordWriter(VERSION).text(id).time(requestedAt);
    plan.subject().writeTo(out);
    out.all(plan.devices(), RecordWriter::text);
    plan.rows().writeTo(out);
    return out.optional(plan.own(), RecordWriter::number)
        .all(plan.affected(), (w, each) -> each.writeTo(w))
        .all(renewed, (w, each) -> each.writeTo(w))
        .toBytes();
  }

  static Erasure fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("erasure", VERSION, stored);
    String id = in.text();
    Instant requestedAt = in.time();
    ErasurePlan plan =
        new ErasurePlan(
            Subject.readFrom(in),
            in.all(RecordReader::text),
            ErasedRows.readFrom(in),
            in.optional(RecordReader::number),
            in.all(Affected::readFrom));
    return new Erasure(id, requestedAt, plan, in.all(Renewed::readFrom));
  }
}
