package dev.thaw.protocol.codec;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SignedManifest;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Ed25519 keys (RFC 8032): generated, written and read. Thread-safe. */
public final class SigningKeys {
  /** Length of a public key as X.509 SubjectPublicKeyInfo (RFC 8410). */
  public static final int PUBLIC_BYTES = 44;

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

  /** What {@code key} is called by: SHA-256 of its X.509 bytes. */
  public static Digest fingerprint(PublicKey key) {
    return Digest.of(toBytes(key));
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

  /**
   * The signature of {@code content}.
   *
   * @throws IllegalArgumentException if {@code key} is not an Ed25519 key
   */
  public static byte[] sign(byte[] content, PrivateKey key) {
    try {
      Signature signature = algorithm();
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("not an Ed25519 private key", e);
    } catch (SignatureException e) {
      throw new IllegalStateException("cannot sign", e);
    }
  }

  /**
   * Whether {@code signature} is {@code key}'s of {@code content}; never if it is not 64 bytes
   * long.
   *
   * @throws IllegalArgumentException if {@code key} is not an Ed25519 key
   */
  public static boolean isSigned(byte[] content, byte[] signature, PublicKey key) {
    try {
      Signature check = algorithm();
      check.initVerify(key);
      check.update(content);
      return signature.length == SignedManifest.SIGNATURE_BYTES && check.verify(signature);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    } catch (SignatureException e) {
      return false; // not even the form of a signature
    }
  }

  private static Signature algorithm() {
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
