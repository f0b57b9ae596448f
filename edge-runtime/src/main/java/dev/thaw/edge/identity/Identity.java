package dev.thaw.edge.identity;

import dev.thaw.cache.StateStore;
import dev.thaw.edge.device.CloudKey;
import dev.thaw.edge.device.EdgeException;
import dev.thaw.protocol.identity.Proofs;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device shows the cloud to be let in. A device that was never invited has none, and asks
 * without. Changed by the link's worker only; thread-safe to read.
 */
public final class Identity {
  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
  private static final String NAME = "enrolment";

  private final Path directory;
  private final String device;
  private final Optional<String> invitation;
  private final StateStore state;
  private final CloudKey cloudKey;
  private final SecureRandom random;
  private volatile Optional<Enrolment> enrolment;
  private volatile Optional<DeviceKey> key;

  private Identity(
      Path directory,
      String device,
      Optional<String> invitation,
      StateStore state,
      CloudKey cloudKey,
      SecureRandom random) {
    this.directory = directory;
    this.device = device;
    this.invitation = invitation;
    this.state = state;
    this.cloudKey = cloudKey;
    this.random = random;
    this.enrolment = state.get(NAME).map(Enrolment::fromBytes);
    this.key =
        enrolment.isPresent() || invitation.isPresent()
            ? Optional.of(DeviceKey.openOrCreate(directory, random))
            : Optional.empty();
  }

  /**
   * The identity kept in {@code directory} and {@code state}; a device with an invitation gets a
   * key at its first opening.
   *
   * @throws EdgeException if the key is damaged, or cannot be read or written
   */
  public static Identity open(
      Path directory,
      String device,
      Optional<String> invitation,
      StateStore state,
      CloudKey cloudKey,
      SecureRandom random) {
    return new Identity(directory, device, invitation, state, cloudKey, random);
  }

  /**
   * Makes a device's directory so that only its owner may enter it; one that is there stays as it
   * is.
   *
   * @throws EdgeException if it cannot be made
   */
  public static void makeDirectory(Path directory) {
    try {
      OwnerOnly.makeDirectory(directory);
    } catch (IOException e) {
      throw new EdgeException("the directory " + directory + " cannot be made: " + e, e);
    }
  }

  /** The device's id. */
  public String device() {
    return device;
  }

  /** Whether there is anything to show. */
  public boolean isPresent() {
    return key.isPresent();
  }

  /** Whether the cloud enrolled this device, as far as is known here. */
  public boolean isEnrolled() {
    return enrolment.isPresent();
  }

  /** The invitation to enrol with, unless it is the one that was used. */
  public Optional<String> unusedInvitation() {
    return invitation.filter(each -> enrolment.filter(used -> used.isBy(each)).isEmpty());
  }

  /** The cohort that the device was invited to. */
  public Optional<String> cohort() {
    return enrolment.flatMap(Enrolment::cohort);
  }

  /** The public key, X.509. */
  public byte[] publicKey() {
    return key().publicBytes();
  }

  /** Proves that whoever enrols with {@code used} has the key. */
  public byte[] proveEnrolment(String used) {
    return key().sign(Proofs.enrolment(used, device, publicKey()));
  }

  /** Proves that whoever answers {@code challenge} has the key. */
  public byte[] proveSession(byte[] challenge) {
    return key().sign(Proofs.session(device, challenge));
  }

  /**
   * Remembers for good that the cloud took {@code used}, and which key signs its manifests.
   *
   * @param manifestKey X.509, base64
   * @throws EdgeException if another manifest key was configured; nothing is remembered then
   */
  public void enrolled(String used, Optional<String> invitedTo, String manifestKey) {
    Enrolment made = Enrolment.by(used, invitedTo);
    cloudKey.pin(manifestKey);
    state.put(NAME, made.toBytes());
    enrolment = Optional.of(made);
    LOG.info("enrolled device={} cohort={}", device, invitedTo.orElse("none"));
  }

  /**
   * Makes another key, in place of one that the cloud never takes again.
   *
   * @throws EdgeException if it cannot be written
   */
  public void renewKey() {
    key = Optional.of(DeviceKey.replace(directory, random));
    LOG.info("new key device={}", device);
  }

  private DeviceKey key() {
    return key.orElseThrow(() -> new EdgeException("device " + device + " has no key"));
  }
}
