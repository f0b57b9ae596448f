package dev.thaw.cloud.access;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.codec.SigningKeys;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A device that came with an invitation, and the public key by which it is known since. Immutable.
 *
 * @param cohort what its invitation said; a device without one is in none
 * @param key its Ed25519 key
 * @param invitation the invitation that it came with
 * @param revokedAt since when it is not let in any more
 */
public record EnrolledDevice(
    String id,
    Optional<String> cohort,
    PublicKey key,
    Digest invitation,
    Instant enrolledAt,
    Optional<Instant> revokedAt) {
  private static final int VERSION = 1;

  /** Whether it is let in. */
  public boolean isActive() {
    return revokedAt.isEmpty();
  }

  /** Whether it is let in by that key. */
  boolean isKnownBy(PublicKey other) {
    return key.equals(other);
  }

  EnrolledDevice revoked(Instant at) {
    return new EnrolledDevice(id, cohort, key, invitation, enrolledAt, Optional.of(at));
  }

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .text(id)
        .optional(cohort, RecordWriter::text)
        .bytes(SigningKeys.toBytes(key))
        .digest(invitation)
        .time(enrolledAt)
        .optional(revokedAt, RecordWriter::time)
        .toBytes();
  }

  static EnrolledDevice fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("device key", VERSION, stored);
    return new EnrolledDevice(
        in.text(),
        in.optional(RecordReader::text),
        SigningKeys.publicKey(in.bytes()),
        in.digest(),
        in.time(),
        in.optional(RecordReader::time));
  }
}
