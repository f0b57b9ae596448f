package dev.thaw.cloud.access;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import java.time.Instant;

/**
 * Somebody who runs the service. Immutable.
 *
 * @param token the digest of the token in force
 * @param tokenAt when that was made
 */
public record Operator(String name, Role role, Digest token, Instant addedAt, Instant tokenAt) {
  private static final int VERSION = 1;

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .text(name)
        .text(role.toString())
        .digest(token)
        .time(addedAt)
        .time(tokenAt)
        .toBytes();
  }

  static Operator fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("operator", VERSION, stored);
    return new Operator(in.text(), Role.parse(in.text()), in.digest(), in.time(), in.time());
  }
}
