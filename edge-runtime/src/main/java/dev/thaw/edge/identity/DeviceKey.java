package dev.thaw.edge.identity;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's Ed25519 key pair in a file of its own, which only its owner may read: two lines of
 * base64, the PKCS#8 private key and the X.509 public key. The private key is in no database and is
 * never sent. Immutable.
 */
final class DeviceKey {
  /** The file's name in the device's directory. */
  static final String FILE = "device.key";

  private static final Logger LOG = LoggerFactory.getLogger(DeviceKey.class);

  private final KeyPair pair;

  private DeviceKey(KeyPair pair) {
    this.pair = pair;
  }

  /**
   * Reads the key in {@code directory}, or makes one there. A file that others may read is made
   * owner-only, with a warning.
   *
   * @throws EdgeException if the file is not a key or cannot be read or written
   */
  static DeviceKey openOrCreate(Path directory, SecureRandom random) {
    Path file = directory.resolve(FILE);
    return Files.exists(file) ? open(file) : replace(directory, random);
  }

  /**
   * Makes a new key in place of the one that is there, if any.
   *
   * @throws EdgeException if the file cannot be written
   */
  static DeviceKey replace(Path directory, SecureRandom random) {
    KeyPair pair = SigningKeys.generate(random);
    try {
      OwnerOnly.write(directory, FILE, text(pair));
      return new DeviceKey(pair);
    } catch (IOException e) {
      throw new EdgeException("the device's key cannot be written to " + directory + ": " + e, e);
    }
  }

  /** The public key, X.509. */
  byte[] publicBytes() {
    return SigningKeys.toBytes(pair.getPublic());
  }

  /** The signature of {@code content}. */
  byte[] sign(byte[] content) {
    return SigningKeys.sign(content, pair.getPrivate());
  }

  private static DeviceKey open(Path file) {
    try {
      if (OwnerOnly.protect(file)) {
        LOG.warn("others could read the device's key, now only its owner can: file={}", file);
      }
      return new DeviceKey(read(Files.readAllLines(file, StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      throw new EdgeException(
          "the device's key %s is damaged (%s): put back a copy, or remove it and enrol the device with a new invitation"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new EdgeException("the device's key " + file + " cannot be read: " + e, e);
    }
  }

  private static KeyPair read(List<String> lines) {
    if (lines.size() != 2) {
      throw new IllegalArgumentException(lines.size() + " lines instead of 2");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    KeyPair pair =
        new KeyPair(
            SigningKeys.publicKey(base64.decode(lines.get(1))),
            SigningKeys.privateKey(base64.decode(lines.get(0))));
    requirePair(pair);
    return pair;
  }

  private static void requirePair(KeyPair pair) {
    byte[] anything = {1};
    byte[] signature = SigningKeys.sign(anything, pair.getPrivate());
    if (!SigningKeys.isSigned(anything, signature, pair.getPublic())) {
      throw new IllegalArgumentException("its two halves do not belong together");
    }
  }

  private static String text(KeyPair pair) {
    Base64.Encoder base64 = Base64.getEncoder();
    return base64.encodeToString(SigningKeys.toBytes(pair.getPrivate()))
        + '\n'
        + base64.encodeToString(SigningKeys.toBytes(pair.getPublic()))
        + '\n';
  }
}
