package dev.thaw.cloud.access;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.codec.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes the secrets that are given out: a word that says what it is for, and 256 random bits. Kept
 * is their SHA-256 alone; a slow hash would add nothing, as nobody can try 2^256 of them.
 * Thread-safe.
 */
final class Secrets {
  private static final int BYTES = 32;

  private final SecureRandom random;

  Secrets(SecureRandom random) {
    this.random = random;
  }

  /** A new secret, for example {@code invite-hZ3...}. */
  String make(String kind) {
    return kind + '-' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
  }

  /** Random bytes. */
  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A public key that nothing verifies with. */
  PublicKey unusedKey() {
    return SigningKeys.generate(random).getPublic();
  }

  /** What is kept of a secret, and what it is looked up by. */
  static Digest digest(String secret) {
    return Digest.of(secret.getBytes(StandardCharsets.UTF_8));
  }
}
