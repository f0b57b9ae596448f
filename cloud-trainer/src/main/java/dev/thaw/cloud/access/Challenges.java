package dev.thaw.cloud.access;

import dev.thaw.protocol.identity.Proofs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What devices sign to open a session. A challenge carries its own time and a seal that only this
 * process can make, so that nothing is kept for those who ask and never come back; only those that
 * were answered are remembered, until they have expired. Thread-safe.
 *
 * <p>challenge := made i64 (milliseconds) | random byte[8] | first 16 bytes of HMAC-SHA256 over
 * both and the device
 */
final class Challenges {
  /** How long a device has to answer. */
  static final Duration LIFETIME = Duration.ofMinutes(1);

  private static final String SEAL = "HmacSHA256";
  private static final int RANDOM_BYTES = 8;
  private static final int SEALED_BYTES = Long.BYTES + RANDOM_BYTES;
  private static final int MOST_ANSWERED = 100_000;

  private final Clock clock;
  private final Secrets secrets;
  private final SecretKeySpec sealKey;
  private final Map<ByteBuffer, Instant> answered = new LinkedHashMap<>();

  Challenges(Clock clock, Secrets secrets) {
    this.clock = clock;
    this.secrets = secrets;
    this.sealKey = new SecretKeySpec(secrets.bytes(Proofs.CHALLENGE_BYTES), SEAL);
  }

  /** A new one, for a device that may or may not exist. */
  byte[] make(String device) {
    byte[] sealed =
        ByteBuffer.allocate(SEALED_BYTES)
            .putLong(clock.millis())
            .put(secrets.bytes(RANDOM_BYTES))
            .array();
    return sealedFor(device, sealed);
  }

  /** Whether it was made for the device, lately. */
  boolean isValid(String device, byte[] challenge) {
    if (challenge.length != Proofs.CHALLENGE_BYTES) {
      return false;
    }
    byte[] expected = sealedFor(device, Arrays.copyOf(challenge, SEALED_BYTES));
    return MessageDigest.isEqual(expected, challenge) && isFresh(madeAt(challenge));
  }

  /**
   * Takes a valid one, answered rightly.
   *
   * @return false if it was answered before, or too many were lately
   */
  synchronized boolean take(byte[] challenge) {
    answered.values().removeIf(madeAt -> !isFresh(madeAt));
    return answered.size() < MOST_ANSWERED
        && answered.putIfAbsent(ByteBuffer.wrap(challenge.clone()), madeAt(challenge)) == null;
  }

  /** A time to come means that the clock was set back: then the device asks again. */
  private boolean isFresh(Instant madeAt) {
    Instant now = clock.instant();
    return !madeAt.isAfter(now) && now.isBefore(madeAt.plus(LIFETIME));
  }

  private static Instant madeAt(byte[] challenge) {
    return Instant.ofEpochMilli(ByteBuffer.wrap(challenge).getLong());
  }

  private byte[] sealedFor(String device, byte[] sealed) {
    try {
      Mac mac = Mac.getInstance(SEAL);
      mac.init(sealKey);
      mac.update(sealed);
      byte[] seal = mac.doFinal(device.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(Proofs.CHALLENGE_BYTES)
          .put(sealed)
          .put(seal, 0, Proofs.CHALLENGE_BYTES - SEALED_BYTES)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no " + SEAL, e);
    }
  }
}
