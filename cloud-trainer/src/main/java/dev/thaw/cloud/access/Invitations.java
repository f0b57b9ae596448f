package dev.thaw.cloud.access;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The invitations that may still be used, durably. Not thread-safe. */
final class Invitations {
  private static final int MOST = 10_000;

  private final CloudDatabase database;
  private final Clock clock;
  private final Secrets secrets;

  Invitations(CloudDatabase database, Clock clock, Secrets secrets) {
    this.database = database;
    this.clock = clock;
    this.secrets = secrets;
  }

  /** A new one; those that have expired go. */
  Issued<Invitation> make(Duration lifetime, int uses, Optional<String> cohort) {
    require(lifetime, uses);
    Instant now = clock.instant();
    String secret = secrets.make("invite");
    Invitation made = new Invitation(Secrets.digest(secret), cohort, now, now.plus(lifetime), uses);
    Changes changes = database.changes();
    List<Invitation> open = valid(now, row -> changes.delete(Column.INVITATIONS, row));
    if (open.size() >= MOST) {
      throw new CloudException(
          ErrorCode.CONFLICT, MOST + " invitations are open; wait until some have expired");
    }
    save(changes, made);
    changes.commit();
    return new Issued<>(secret, made);
  }

  /** The invitation with that secret, if it may still be used. */
  Optional<Invitation> valid(Digest id) {
    return database
        .get(Column.INVITATIONS, key(id))
        .map(Invitation::fromBytes)
        .filter(invitation -> invitation.isValid(clock.instant()));
  }

  /** How many may still be used. */
  int open() {
    return valid(clock.instant(), row -> {}).size();
  }

  /** Takes note, when {@code changes} are committed, that a device has enrolled with it. */
  void use(Changes changes, Invitation invitation) {
    Invitation left = invitation.usedOnce();
    if (left.uses() == 0) {
      changes.delete(Column.INVITATIONS, key(left.id()));
    } else {
      save(changes, left);
    }
  }

  private List<Invitation> valid(Instant now, Consumer<byte[]> expired) {
    List<Invitation> valid = new ArrayList<>();
    database.scan(
        Column.INVITATIONS,
        new byte[0],
        (row, value) -> {
          Invitation each = Invitation.fromBytes(value);
          if (each.isValid(now)) {
            valid.add(each);
          } else {
            expired.accept(row);
          }
          return true;
        });
    return valid;
  }

  private static void save(Changes changes, Invitation invitation) {
    changes.put(Column.INVITATIONS, key(invitation.id()), invitation.toBytes());
  }

  private static byte[] key(Digest id) {
    return id.bytes();
  }

  private static void require(Duration lifetime, int uses) {
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(Invitation.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "an invitation lives between a second and 7 days, not " + lifetime);
    }
    if (uses < 1 || uses > Invitation.MOST_USES) {
      throw new IllegalArgumentException(
          "an invitation lets 1 to " + Invitation.MOST_USES + " devices in, not " + uses);
    }
  }
}
