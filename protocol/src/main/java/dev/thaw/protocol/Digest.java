package dev.thaw.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A SHA-256 value: the identity of a layer's canonical bytes, of a prefix of layers, or of a
 * manifest. Immutable; compared by value.
 */
public final class Digest implements Comparable<Digest> {
  /** Length of a digest in bytes. */
  public static final int BYTES = 32;

  private final byte[] value;

  private Digest(byte[] value) {
    this.value = value;
  }

  /** The digest of {@code content} (FIPS 180-4 SHA-256). */
  public static Digest of(byte[] content) {
    return new Digest(sha256().digest(content));
  }

  /**
   * The prefix digest of layers {@code [0, c)}: SHA-256 over the concatenated digests of those
   * layers, in order. An empty prefix has the digest of the empty string.
   */
  public static Digest ofPrefix(List<Digest> layers) {
    MessageDigest sha = sha256();
    layers.forEach(layer -> sha.update(layer.value));
    return new Digest(sha.digest());
  }

  /**
   * Wraps 32 raw bytes (copied).
   *
   * @throws IllegalArgumentException if there are not exactly 32
   */
  public static Digest fromBytes(byte[] raw) {
    if (raw.length != BYTES) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + raw.length);
    }
    return new Digest(raw.clone());
  }

  /**
   * Parses 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException if {@code hex} is anything else
   */
  public static Digest fromHex(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException("a digest has 64 hexadecimal digits, not \"" + hex + '"');
    }
    return new Digest(HexFormat.of().parseHex(hex));
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  /** All 64 hexadecimal digits, lower case. */
  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  /** The first 12 hexadecimal digits, for people. */
  public String shortHex() {
    return hex().substring(0, 12);
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return shortHex();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
