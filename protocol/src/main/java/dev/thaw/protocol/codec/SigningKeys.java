package dev.thaw.protocol.codec;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Ed25519 keys (RFC 8032): generated, written and read. Thread-safe. */
public final class SigningKeys {
  private static final String ALGORITHM = "Ed25519";

  private SigningKeys() {}

  /** A new pair of keys. */
  public static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(255, random);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw absent(e);
    }
  }

  /** The PKCS#8 bytes of {@code key}. A secret. */
  public static byte[] toBytes(PrivateKey key) {
    return key.getEncoded();
  }

  /** The X.509 SubjectPublicKeyInfo bytes of {@code key}. */
  public static byte[] toBytes(PublicKey key) {
    return key.getEncoded();
  }

  /**
   * Reads PKCS#8 bytes.
   *
   * @throws IllegalArgumentException if they are not an Ed25519 private key
   */
  public static PrivateKey privateKey(byte[] pkcs8) {
    try {
      return factory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "not an Ed25519 private key (PKCS#8), " + pkcs8.length + " bytes", e);
    }
  }

  /**
   * Reads X.509 bytes.
   *
   * @throws IllegalArgumentException if they are not an Ed25519 public key
   */
  public static PublicKey publicKey(byte[] x509) {
    try {
      return factory().generatePublic(new X509EncodedKeySpec(x509));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "not an Ed25519 public key (X.509), " + x509.length + " bytes", e);
    }
  }

  static Signature algorithm() {
    try {
      return Signature.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw absent(e);
    }
  }

  private static KeyFactory factory() {
    try {
      return KeyFactory.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw absent(e);
    }
  }

  private static IllegalStateException absent(NoSuchAlgorithmException cause) {
    return new IllegalStateException("this Java runtime has no Ed25519", cause);
  }
}
