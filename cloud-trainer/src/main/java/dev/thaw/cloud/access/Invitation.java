package dev.thaw.cloud.access;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Leave to enrol some devices for a short while. Immutable.
 *
 * @param id the digest of its secret
 * @param cohort what its devices become members of
 * @param uses how many devices more may enrol with it
 */
public record Invitation(
    Digest id, Optional<String> cohort, Instant madeAt, Instant expiresAt, int uses) {
  /** The longest that one may live. */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** The most devices that one may let in. */
  public static final int MOST_USES = 10_000;

  private static final int VERSION = 1;

  public Invitation {
    cohort.ifPresent(Scope.Cohort::new);
  }

  boolean isValid(Instant now) {
    return uses > 0 && now.isBefore(expiresAt);
  }

  Invitation usedOnce() {
    return new Invitation(id, cohort, madeAt, expiresAt, uses - 1);
  }

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .digest(id)
        .optional(cohort, RecordWriter::text)
        .time(madeAt)
        .time(expiresAt)
        .number(uses)
        .toBytes();
  }

  static Invitation fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("invitation", VERSION, stored);
    return new Invitation(
        in.digest(), in.optional(RecordReader::text), in.time(), in.time(), in.integer());
  }
}
