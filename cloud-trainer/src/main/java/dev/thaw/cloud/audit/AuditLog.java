package dev.thaw.cloud.audit;

import dev.thaw.cloud.audit.AuditEntry.Fact;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The changes that were asked for, and what became of each: two entries, of which the first is on
 * the disk before the change begins. So there may be an entry without a change, never a change
 * without an entry. Thread-safe; blocks on the disk.
 */
public final class AuditLog {
  private static final String MISSING = "it is missing";
  private static final Digest NOTHING = Digest.fromBytes(new byte[Digest.BYTES]);

  private final CloudDatabase database;
  private final Clock clock;
  private long lastId;
  private Digest last = NOTHING;

  private AuditLog(CloudDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The log in {@code database}. */
  public static AuditLog open(CloudDatabase database, Clock clock) {
    AuditLog log = new AuditLog(database, clock);
    database
        .lastKey(Column.AUDIT, new byte[0])
        .ifPresent(
            key -> {
              log.lastId = ByteBuffer.wrap(key).getLong();
              log.last = Digest.of(log.stored(log.lastId));
            });
    return log;
  }

  /**
   * Adds an entry of its own; durable on return.
   *
   * @return its id
   * @throws CloudException {@code STORAGE}, and nothing was added
   */
  public long add(Fact fact) {
    return append(Optional.empty(), fact);
  }

  /** Adds what became of the change that entry {@code asked} is about; durable on return. */
  public void end(long asked, Fact fact) {
    append(Optional.of(asked), fact);
  }

  /** The latest changes asked for since then, newest first. Reads the disk. */
  public List<AuditedChange> changes(Instant since, int limit) {
    Map<Long, AuditEntry> outcomes = new HashMap<>();
    List<AuditedChange> found = new ArrayList<>();
    for (long id = lastId(); id > 0 && found.size() < limit; id--) {
      AuditEntry entry = AuditEntry.fromBytes(stored(id));
      if (entry.at().isBefore(since)) {
        break;
      }
      entry
          .asked()
          .ifPresentOrElse(
              asked -> outcomes.put(asked, entry),
              () ->
                  found.add(
                      new AuditedChange(entry, Optional.ofNullable(outcomes.remove(entry.id())))));
    }
    return found;
  }

  /** Reads the whole log and compares the digests. */
  public Verification verify() {
    Head expected = head();
    Check check = new Check(expected);
    database.scan(Column.AUDIT, new byte[0], check::fits);
    return check.result();
  }

  private synchronized Head head() {
    return new Head(lastId, last);
  }

  private record Head(long id, Digest digest) {}

  private synchronized long append(Optional<Long> asked, Fact fact) {
    long id = lastId + 1;
    byte[] row = new AuditEntry(id, last, clock.instant(), asked, fact).toBytes();
    database.changes().put(Column.AUDIT, key(id), row).commit();
    lastId = id;
    last = Digest.of(row);
    return id;
  }

  private synchronized long lastId() {
    return lastId;
  }

  private byte[] stored(long id) {
    return database
        .get(Column.AUDIT, key(id))
        .orElseThrow(
            () ->
                new CloudException(
                    ErrorCode.STORAGE, "entry " + id + " of the audit log is missing"));
  }

  private static byte[] key(long id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
  }

  /** Follows the digests from the first entry on. */
  private static final class Check {
    private final Head expected;
    private long entries;
    private Digest digest = NOTHING;
    private Optional<String> wrong = Optional.empty();

    Check(Head expected) {
      this.expected = expected;
    }

    /** Entries that came since are not looked at. */
    boolean fits(byte[] key, byte[] value) {
      if (entries == expected.id()) {
        return false;
      }
      wrong = whyNot(key, value);
      if (wrong.isEmpty()) {
        entries++;
        digest = Digest.of(value);
      }
      return wrong.isEmpty();
    }

    private Optional<String> whyNot(byte[] key, byte[] value) {
      long id = entries + 1;
      try {
        AuditEntry entry = AuditEntry.fromBytes(value);
        if (ByteBuffer.wrap(key).getLong() != id || entry.id() != id) {
          return Optional.of(MISSING);
        }
        return entry.previous().equals(digest)
            ? Optional.empty()
            : Optional.of("the entry before it is not the one that it was written after");
      } catch (CloudException | DateTimeException | ArithmeticException e) {
        return Optional.of("it cannot be read");
      }
    }

    Verification result() {
      if (wrong.isPresent()) {
        return new Verification.Broken(entries + 1, wrong.get());
      }
      if (entries < expected.id()) {
        return new Verification.Broken(entries + 1, MISSING);
      }
      return digest.equals(expected.digest())
          ? new Verification.Intact(entries, digest)
          : new Verification.Broken(entries, "it is not as it was written");
    }
  }
}
