package dev.thaw.edge.device;

import dev.thaw.cache.StateStore;
import dev.thaw.protocol.codec.SigningKeys;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that manifests must be signed with: the configured one, or the one named at enrolment, or
 * else the first that the cloud showed, kept for good (trust on first use). Written by the link's
 * worker only; thread-safe to read.
 */
public final class CloudKey {
  private static final Logger LOG = LoggerFactory.getLogger(CloudKey.class);
  private static final String NAME = "cloud-key";

  private final StateStore store;
  private final Optional<PublicKey> configured;
  private volatile Optional<PublicKey> trusted;

  /**
   * The configured key, or the one kept, if any.
   *
   * @throws EdgeException if the kept one is damaged
   */
  public CloudKey(StateStore store, Optional<PublicKey> configured) {
    this.store = store;
    this.configured = configured;
    this.trusted = configured.or(() -> store.get(NAME).map(CloudKey::kept));
  }

  /** The trusted key; empty before the first contact. */
  public Optional<PublicKey> trusted() {
    return trusted;
  }

  /**
   * Trusts {@code base64} (X.509) from now on, unless a key is trusted already.
   *
   * @throws EdgeException if it is not an Ed25519 public key
   */
  public void trustFirst(String base64) {
    if (trusted.isPresent()) {
      return;
    }
    byte[] x509 = decode(base64);
    PublicKey key = read(x509, "the cloud's key");
    store.put(NAME, x509);
    trusted = Optional.of(key);
    LOG.info("trusting the cloud's key on first use: {}", base64.strip());
  }

  /**
   * Trusts {@code base64} (X.509) from now on, which the cloud named when it enrolled this device.
   *
   * @throws WrongKeyException if another one is configured
   * @throws EdgeException if it is not an Ed25519 public key
   */
  public void pin(String base64) {
    byte[] x509 = decode(base64);
    PublicKey key = read(x509, "the cloud's key");
    if (configured.filter(wanted -> !wanted.equals(key)).isPresent()) {
      throw new WrongKeyException();
    }
    if (trusted.filter(before -> !before.equals(key)).isPresent()) {
      LOG.warn("another key of the cloud is trusted from now on, as named at enrolment");
    }
    store.put(NAME, x509);
    trusted = Optional.of(key);
  }

  private static PublicKey kept(byte[] x509) {
    return read(x509, "the kept key of the cloud");
  }

  private static PublicKey read(byte[] x509, String what) {
    try {
      return SigningKeys.publicKey(x509);
    } catch (IllegalArgumentException e) {
      throw new EdgeException(what + " is unusable: " + e.getMessage(), e);
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw new EdgeException("the cloud's key is not base64", e);
    }
  }
}
