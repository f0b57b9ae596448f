package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import java.util.Optional;

/**
 * Where a scope stands, as it is stored. Immutable.
 *
 * @param last the version made last, held back or not; 0 if there is none
 * @param current the version its devices run, if it has one
 * @param position the sequence number of the last feature that its trainer has taken into account
 */
record ScopeRecord(long last, Optional<Long> current, long position) {
  private static final int VERSION = 1;

  static final ScopeRecord NEW = new ScopeRecord(0, Optional.empty(), 0);

  ScopeRecord {
    if (last < 0 || position < 0 || current.filter(version -> version > last).isPresent()) {
      throw new IllegalArgumentException(
          "not a scope: last " + last + ", current " + current + ", position " + position);
    }
  }

  ScopeRecord at(long newPosition) {
    return new ScopeRecord(last, current, Math.max(position, newPosition));
  }

  ScopeRecord withoutCurrent() {
    return new ScopeRecord(last, Optional.empty(), position);
  }

  ScopeRecord anew() {
    return new ScopeRecord(last, current, 0);
  }

  ScopeRecord next(boolean published) {
    return new ScopeRecord(last + 1, published ? Optional.of(last + 1) : current, position);
  }

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .number(last)
        .optional(current, RecordWriter::number)
        .number(position)
        .toBytes();
  }

  static ScopeRecord fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("scope", VERSION, stored);
    return new ScopeRecord(in.number(), in.optional(RecordReader::number), in.number());
  }
}
