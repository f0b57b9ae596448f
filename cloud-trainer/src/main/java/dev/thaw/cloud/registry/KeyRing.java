package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.codec.Handover;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that signs now, and how it came from those before. Thread-safe for reading; keys are
 * changed by one thread at a time.
 *
 * <p>The order of a change is what makes a crash harmless: the next key's file first, then in one
 * commit the handover and every signature, then the next key's file in place of the old one. A
 * start finds by the commit which of the two keys counts, and finishes or forgets the change.
 */
public final class KeyRing {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  private final CloudDatabase database;
  private final Clock clock;
  private volatile SigningKey current;

  private KeyRing(CloudDatabase database, SigningKey current, Clock clock) {
    this.database = database;
    this.current = current;
    this.clock = clock;
  }

  /**
   * The ring of which {@code found} is the key in the file; ends a change that the end of the
   * process has interrupted.
   *
   * @throws CloudException {@code STORAGE} if the key in the file is not the one that signs
   */
  static KeyRing open(CloudDatabase database, SigningKey found, Clock clock) {
    KeyRing ring = new KeyRing(database, found, clock);
    ring.settle();
    ring.requireLatest();
    return ring;
  }

  /** The key that verifies every manifest. */
  public PublicKey publicKey() {
    return current.publicKey();
  }

  /** The changes of key, oldest first. */
  public List<KeyHandover> history() {
    List<KeyHandover> history = new ArrayList<>();
    database.scan(
        Column.HANDOVERS, new byte[0], (row, value) -> history.add(KeyHandover.fromBytes(value)));
    history.sort(Comparator.comparingLong(KeyHandover::number));
    return history;
  }

  /** How the key of this fingerprint was followed by the next; empty if it was not. */
  public Optional<KeyHandover> handoverFrom(Digest fingerprint) {
    return database.get(Column.HANDOVERS, fingerprint.bytes()).map(KeyHandover::fromBytes);
  }

  SigningKey current() {
    return current;
  }

  // The steps of a change, in their order.

  /** The next key, durable in a file beside the present one's, and not used yet. */
  SigningKey prepare(SecureRandom random) {
    endFailedFinish();
    return current.next().orElseGet(() -> current.createNext(random));
  }

  /** The present key's file is still beside its place if it could not be moved there. */
  private void endFailedFinish() {
    Digest present = current.fingerprint();
    if (current.next().filter(next -> next.fingerprint().equals(present)).isPresent()) {
      current.moveNextHere();
    }
  }

  /**
   * Commits {@code changes} with the handover; from then on the next key is the one that counts.
   *
   * @param manifest what both keys sign
   */
  KeyHandover commit(Changes changes, SigningKey next, Manifest manifest) {
    Handover handover = current.handOver(manifest, next);
    Digest from = current.fingerprint();
    KeyHandover row =
        new KeyHandover(history().size() + 1L, clock.instant(), from, next.fingerprint(), handover);
    changes.put(Column.HANDOVERS, from.bytes(), row.toBytes()).commit();
    return row;
  }

  /** Puts the next key's file in place of the old one, which is gone then. */
  void finish(SigningKey next) {
    SigningKey old = current;
    current = next;
    old.moveNextHere();
    LOG.info("signing key is now {}, was {}", next.fingerprint(), old.fingerprint());
  }

  private void settle() {
    current.removeUnfinished();
    Optional<SigningKey> next = current.next();
    if (next.isEmpty()) {
      return;
    }
    boolean committed =
        handoverFrom(current.fingerprint())
            .filter(handover -> handover.to().equals(next.get().fingerprint()))
            .isPresent();
    if (committed) {
      finish(next.get());
    } else {
      LOG.warn("a change of the signing key was interrupted before it counted: it is forgotten");
      current.forgetNext();
    }
  }

  private void requireLatest() {
    List<KeyHandover> history = history();
    if (history.isEmpty()) {
      return;
    }
    KeyHandover last = history.get(history.size() - 1);
    if (!last.to().equals(current.fingerprint())) {
      throw new CloudException(
          ErrorCode.STORAGE,
          "signing key %s is %s, but %s signs since %s: put that key's file back"
              .formatted(current.file(), current.fingerprint(), last.to(), last.at()));
    }
  }
}
