package dev.thaw.edge.device;

import dev.thaw.cache.StateStore;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that manifests must be signed with: the configured one, or the one named at enrolment, or
 * else the first that the cloud showed, kept for good (trust on first use); or the one that any of
 * them has handed over to, which is kept with all that came before it. Written by the link's worker
 * only; thread-safe to read.
 */
public final class CloudKey {
  private static final Logger LOG = LoggerFactory.getLogger(CloudKey.class);
  private static final String NAME = "cloud-key";
  private static final String PAST = "cloud-key-past";

  private final StateStore store;
  private final Optional<PublicKey> configured;
  private volatile Optional<PublicKey> trusted;
  private volatile List<PublicKey> past;

  /**
   * The configured key, or the one kept, if any.
   *
   * @throws EdgeException if the kept one is damaged
   */
  public CloudKey(StateStore store, Optional<PublicKey> configured) {
    this.store = store;
    this.configured = configured;
    Optional<PublicKey> kept = store.get(NAME).map(CloudKey::kept);
    List<PublicKey> before = store.get(PAST).map(CloudKey::split).orElse(List.of());
    boolean descends = configured.isEmpty() || before.contains(configured.get());
    this.trusted = descends ? kept : configured;
    this.past = descends ? before : List.of();
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
   * @throws WrongKeyException if another one is configured, which did not hand over to it
   * @throws EdgeException if it is not an Ed25519 public key
   */
  public void pin(String base64) {
    byte[] x509 = decode(base64);
    PublicKey key = read(x509, "the cloud's key");
    if (trusted.filter(key::equals).isPresent()) {
      return;
    }
    if (configured.isPresent()) {
      throw new WrongKeyException();
    }
    if (trusted.isPresent()) {
      LOG.warn("another key of the cloud is trusted from now on, as named at enrolment");
    }
    store.putAll(Map.of(NAME, x509, PAST, new byte[0]));
    past = List.of();
    trusted = Optional.of(key);
  }

  /** The keys that have led to the trusted one, oldest first: nothing new is signed with them. */
  public List<PublicKey> past() {
    return past;
  }

  /**
   * Trusts {@code next} from now on, to which the trusted key has handed over; durable on return.
   *
   * @throws IllegalStateException if no key is trusted yet
   */
  public void follow(PublicKey next) {
    PublicKey before = trusted.orElseThrow(() -> new IllegalStateException("no key to follow"));
    List<PublicKey> all = new ArrayList<>(past);
    all.remove(before);
    all.add(before);
    store.putAll(Map.of(NAME, SigningKeys.toBytes(next), PAST, joined(all)));
    past = List.copyOf(all);
    trusted = Optional.of(next);
    LOG.info(
        "the cloud's key {} has handed over to {}",
        SigningKeys.fingerprint(before),
        SigningKeys.fingerprint(next));
  }

  private static byte[] joined(List<PublicKey> keys) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    keys.forEach(key -> bytes.writeBytes(SigningKeys.toBytes(key)));
    return bytes.toByteArray();
  }

  private static List<PublicKey> split(byte[] joined) {
    List<PublicKey> keys = new ArrayList<>();
    for (int at = 0; at < joined.length; at += SigningKeys.PUBLIC_BYTES) {
      keys.add(kept(Arrays.copyOfRange(joined, at, at + SigningKeys.PUBLIC_BYTES)));
    }
    return List.copyOf(keys);
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
