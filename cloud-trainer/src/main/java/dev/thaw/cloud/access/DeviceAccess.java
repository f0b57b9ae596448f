package dev.thaw.cloud.access;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.codec.SigningKeys;
import dev.thaw.protocol.identity.Proofs;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Which devices may come in. One enrols with an invitation and a key that it made; later it signs a
 * challenge with that key and gets a session. What changes is durable on return. Thread-safe; what
 * changes something blocks on the disk.
 */
public final class DeviceAccess {
  /** How long a session lasts. */
  public static final Duration SESSION = Duration.ofHours(1);

  /** How long a challenge can be answered. */
  public static final Duration CHALLENGE = Challenges.LIFETIME;

  private final CloudDatabase database;
  private final Clock clock;
  private final Secrets secrets;
  private final Invitations invitations;
  private final Challenges challenges;
  private final Sessions<EnrolledDevice> sessions;
  private final PublicKey nobodysKey;
  private final Map<String, EnrolledDevice> enrolled = new ConcurrentSkipListMap<>();
  private final List<Consumer<String>> onRevoked = new CopyOnWriteArrayList<>();

  DeviceAccess(CloudDatabase database, Clock clock, Secrets secrets) {
    this.database = database;
    this.clock = clock;
    this.secrets = secrets;
    this.invitations = new Invitations(database, clock, secrets);
    this.challenges = new Challenges(clock, secrets);
    this.sessions = new Sessions<>(clock, SESSION);
    this.nobodysKey = secrets.unusedKey();
    database.scan(
        Column.DEVICE_KEYS,
        new byte[0],
        (row, value) -> {
          EnrolledDevice device = EnrolledDevice.fromBytes(value);
          enrolled.put(device.id(), device);
          return true;
        });
  }

  /**
   * Leave to enrol.
   *
   * @throws IllegalArgumentException if it would live longer than {@link Invitation#LONGEST}, let
   *     in nobody or more than {@link Invitation#MOST_USES}, or the cohort is no name
   */
  public synchronized Issued<Invitation> invite(
      Duration lifetime, int uses, Optional<String> cohort) {
    return invitations.make(lifetime, uses, cohort);
  }

  /** How many invitations may still be used. Reads the disk. */
  public synchronized int openInvitations() {
    return invitations.open();
  }

  /**
   * Lets a device in. The same device with the same key and invitation again changes nothing: its
   * first answer may have been lost.
   *
   * @param key the device's public key, X.509
   * @param proof its signature of {@link Proofs#enrolment}
   * @throws CloudException {@code UNAUTHENTICATED} if the invitation does not exist, has expired or
   *     was used up, or the proof is wrong; {@code CONFLICT} if the id is enrolled with another
   *     key; {@code FORBIDDEN} if it was revoked and comes with the old key or an older invitation
   */
  public synchronized EnrolledDevice enrol(
      String invitation, String device, byte[] key, byte[] proof) {
    String id = new Scope.OfDevice(device).id();
    PublicKey publicKey = SigningKeys.publicKey(key);
    Digest secret = Secrets.digest(invitation);
    Optional<EnrolledDevice> known = find(id);
    boolean again =
        known
            .filter(d -> d.isActive() && d.isKnownBy(publicKey) && d.invitation().equals(secret))
            .isPresent();
    Optional<Invitation> valid = invitations.valid(secret);
    boolean proved = SigningKeys.isSigned(Proofs.enrolment(invitation, id, key), proof, publicKey);
    if (!proved || (valid.isEmpty() && !again)) {
      throw notInvited();
    }
    if (again) {
      return known.get();
    }
    known.ifPresent(present -> requireReturn(present, publicKey, valid.get()));
    return add(id, publicKey, valid.get());
  }

  /** Something for the device to sign; also for devices that do not exist. */
  public byte[] challenge(String device) {
    return challenges.make(new Scope.OfDevice(device).id());
  }

  /**
   * Opens a session.
   *
   * @param proof the device's signature of {@link Proofs#session}
   * @throws CloudException {@code UNAUTHENTICATED}, whatever was wrong
   */
  public Issued<EnrolledDevice> open(String device, byte[] challenge, byte[] proof) {
    EnrolledDevice known =
        proved(device, challenge, proof)
            .filter(ignored -> challenges.take(challenge))
            .orElseThrow(DeviceAccess::notProved);
    String token = secrets.make("session");
    sessions.add(device, Secrets.digest(token), known);
    return new Issued<>(token, known);
  }

  /** Checks a signature whether or not there is such a device, so that time does not tell. */
  private Optional<EnrolledDevice> proved(String device, byte[] challenge, byte[] proof) {
    Optional<EnrolledDevice> known = find(device).filter(EnrolledDevice::isActive);
    PublicKey key = known.map(EnrolledDevice::key).orElse(nobodysKey);
    boolean signed = SigningKeys.isSigned(Proofs.session(device, challenge), proof, key);
    return known.filter(ignored -> signed && challenges.isValid(device, challenge));
  }

  /** Whose token it is, unless the session is over or the device was revoked. */
  public Optional<EnrolledDevice> of(String token) {
    return sessions.find(Secrets.digest(token)).filter(this::isStill);
  }

  /** Whether the device is let in still, as it was. */
  public boolean isStill(EnrolledDevice device) {
    return device.equals(enrolled.get(device.id()));
  }

  /**
   * Lets a device in no more; on return its sessions are over and the listeners know.
   *
   * @return false if it was revoked already
   * @throws CloudException {@code NOT_FOUND}
   */
  public boolean revoke(String device) {
    boolean changed = markRevoked(device);
    sessions.removeAll(device);
    onRevoked.forEach(listener -> listener.accept(device));
    return changed;
  }

  /** Has {@code listener} told the id of each device that is revoked; it must not block. */
  public void onRevoked(Consumer<String> listener) {
    onRevoked.add(listener);
  }

  /** The device, if it ever enrolled. */
  public Optional<EnrolledDevice> find(String device) {
    return Optional.ofNullable(enrolled.get(device));
  }

  /** Everybody who ever enrolled, by id. */
  public List<EnrolledDevice> all() {
    return List.copyOf(enrolled.values());
  }

  private synchronized boolean markRevoked(String device) {
    EnrolledDevice known =
        find(device)
            .orElseThrow(
                () ->
                    new CloudException(
                        ErrorCode.NOT_FOUND, "no device \"" + device + "\" is enrolled"));
    if (known.isActive()) {
      save(database.changes(), known.revoked(clock.instant()));
    }
    return known.isActive();
  }

  private EnrolledDevice add(String id, PublicKey key, Invitation invitation) {
    EnrolledDevice device =
        new EnrolledDevice(
            id, invitation.cohort(), key, invitation.id(), clock.instant(), Optional.empty());
    Changes changes = database.changes();
    invitations.use(changes, invitation);
    return save(changes, device);
  }

  private EnrolledDevice save(Changes changes, EnrolledDevice device) {
    changes.put(Column.DEVICE_KEYS, Key.of(device.id()).bytes(), device.toBytes()).commit();
    enrolled.put(device.id(), device);
    return device;
  }

  private static void requireReturn(EnrolledDevice known, PublicKey key, Invitation invitation) {
    boolean sameKey = known.isKnownBy(key);
    if (known.isActive() && !sameKey) {
      throw new CloudException(
          ErrorCode.CONFLICT,
          "device " + known.id() + " is enrolled with another key; revoke it first");
    }
    if (known.revokedAt().isPresent()
        && (sameKey || !invitation.madeAt().isAfter(known.revokedAt().get()))) {
      throw new CloudException(
          ErrorCode.FORBIDDEN,
          "device "
              + known.id()
              + " was revoked: it needs a new key and an invitation made after that");
    }
  }

  private static CloudException notInvited() {
    return new CloudException(
        ErrorCode.UNAUTHENTICATED,
        "the invitation is not valid (any more), or the proof does not fit it");
  }

  private static CloudException notProved() {
    return new CloudException(
        ErrorCode.UNAUTHENTICATED, "the device is not enrolled, or its proof is not valid");
  }
}
