package dev.thaw.demo.profile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.thaw.protocol.Digest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The secret by which a browser finds its profile, and the names that follow from it. The disk and
 * the cloud see only a hash. Immutable.
 */
record Token(String text) {
  private static final int BYTES = 32;
  private static final int FOLDER_DIGITS = 32;
  private static final int DEVICE_DIGITS = 12;

  static Token random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Empty if {@code text} has not the form of a token. */
  static Optional<Token> parse(String text) {
    return text.matches("[A-Za-z0-9_-]{43}") ? Optional.of(new Token(text)) : Optional.empty();
  }

  String folder() {
    return hash().substring(0, FOLDER_DIGITS);
  }

  String deviceId() {
    return "pen-" + hash().substring(0, DEVICE_DIGITS);
  }

  @Override
  public String toString() {
    return deviceId();
  }

  private String hash() {
    return Digest.of(text.getBytes(US_ASCII)).hex();
  }
}
