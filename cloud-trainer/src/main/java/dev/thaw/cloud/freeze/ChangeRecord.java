package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeStatus.Ended;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A change under way, as it is stored. Immutable.
 *
 * @param from the depth before
 * @param to the depth it moves to; the same for a whole update
 * @param deadline when it takes effect at the latest, if it waits
 * @param attempts how often its preparation was begun
 */
record ChangeRecord(
    int from,
    int to,
    boolean wholeUpdate,
    Phase phase,
    SwitchRule when,
    Instant startedAt,
    Optional<Instant> deadline,
    int attempts) {
  static ChangeRecord ofDepth(int from, int to, SwitchRule when, Instant now) {
    if (when instanceof WhenRepaired repaired) {
      Optional<Instant> deadline = Optional.of(now.plus(repaired.deadline()));
      return new ChangeRecord(from, to, false, Phase.WAITING_FOR_REPAIR, when, now, deadline, 0);
    }
    return new ChangeRecord(from, to, false, Phase.PREPARING, when, now, Optional.empty(), 0);
  }

  static ChangeRecord ofBase(int depth, Instant now) {
    return new ChangeRecord(
        depth, depth, true, Phase.PREPARING, new SwitchRule.AtOnce(), now, Optional.empty(), 0);
  }

  ChangeRecord in(Phase next) {
    return new ChangeRecord(from, to, wholeUpdate, next, when, startedAt, deadline, attempts);
  }

  ChangeRecord withAttempts(int count) {
    return new ChangeRecord(from, to, wholeUpdate, phase, when, startedAt, deadline, count);
  }

  Ended ended(Outcome outcome, String reason, boolean resumed, Instant now) {
    return new Ended(from, to, wholeUpdate, outcome, reason, resumed, startedAt, now);
  }

  void writeTo(RecordWriter out) {
    out.number(from)
        .number(to)
        .flag(wholeUpdate)
        .text(phase.name())
        .optional(waiting(), ChangeRecord::writeRule)
        .time(startedAt)
        .optional(deadline, RecordWriter::time)
        .number(attempts);
  }

  static ChangeRecord readFrom(RecordReader in) {
    return new ChangeRecord(
        in.integer(),
        in.integer(),
        in.flag(),
        Phase.valueOf(in.text()),
        in.optional(ChangeRecord::readRule).orElseGet(SwitchRule.AtOnce::new),
        in.time(),
        in.optional(RecordReader::time),
        in.integer());
  }

  private Optional<WhenRepaired> waiting() {
    return when instanceof WhenRepaired rule ? Optional.of(rule) : Optional.empty();
  }

  private static void writeRule(RecordWriter out, WhenRepaired rule) {
    out.number(rule.share())
        .number(rule.deadline().toSeconds())
        .number(rule.deadline().toNanosPart());
  }

  private static SwitchRule readRule(RecordReader in) {
    return new WhenRepaired(in.real(), Duration.ofSeconds(in.number(), in.integer()));
  }
}
