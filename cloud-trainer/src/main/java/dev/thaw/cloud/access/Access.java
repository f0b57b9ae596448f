package dev.thaw.cloud.access;

import dev.thaw.cloud.storage.CloudDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * Who may come in: devices and operators, kept in the cloud's database as public keys and digests.
 * Thread-safe.
 */
public final class Access {
  /** The first operator, who is made when there is none. */
  public static final String FIRST_ADMIN = "admin";

  private final DeviceAccess devices;
  private final OperatorAccess operators;
  private final Path firstToken;

  private Access(DeviceAccess devices, OperatorAccess operators, Path firstToken) {
    this.devices = devices;
    this.operators = operators;
    this.firstToken = firstToken;
  }

  /**
   * What {@code database} knows.
   *
   * @param firstToken the file that the first admin's token is written to
   */
  public static Access open(
      CloudDatabase database, Clock clock, SecureRandom random, Path firstToken) {
    Secrets secrets = new Secrets(random);
    return new Access(
        new DeviceAccess(database, clock, secrets),
        new OperatorAccess(database, clock, secrets),
        firstToken);
  }

  /** Which devices may come in. */
  public DeviceAccess devices() {
    return devices;
  }

  /** Which operators may. */
  public OperatorAccess operators() {
    return operators;
  }

  /** Where the first admin's token is, or was before it was moved elsewhere. */
  public Path firstToken() {
    return firstToken;
  }

  /**
   * Makes a first admin if there is no operator at all, and leaves the token in {@link
   * #firstToken}, which only its owner can read.
   *
   * @return the admin, if one was made
   * @throws dev.thaw.cloud.storage.CloudException {@code STORAGE} if the file cannot be written
   */
  public synchronized Optional<Operator> ensureAdmin() {
    if (!operators.all().isEmpty()) {
      return Optional.empty();
    }
    SecretFile file = new SecretFile(firstToken);
    return Optional.of(operators.add(FIRST_ADMIN, Role.ADMIN, file::write).about());
  }
}
