package dev.thaw.protocol.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The bytes that a device signs with its Ed25519 key (RFC 8032) to prove that it has it. Each kind
 * of proof begins with a text of its own, so that none can be passed off as another. Thread-safe.
 */
public final class Proofs {
  /** Length of a challenge in bytes. */
  public static final int CHALLENGE_BYTES = 32;

  private static final String ENROLMENT = "thaw enrolment 1";
  private static final String SESSION = "thaw session 1";

  private Proofs() {}

  /**
   * What is signed to enrol: the invitation's digest, the device and its key.
   *
   * @param key the device's public key, X.509 SubjectPublicKeyInfo
   */
  public static byte[] enrolment(String invitation, String device, byte[] key) {
    ByteArrayOutputStream bytes = begin(ENROLMENT, device);
    bytes.writeBytes(sha256(invitation.getBytes(StandardCharsets.UTF_8)));
    bytes.writeBytes(key);
    return bytes.toByteArray();
  }

  /** What is signed to open a session: the device and the cloud's challenge. */
  public static byte[] session(String device, byte[] challenge) {
    ByteArrayOutputStream bytes = begin(SESSION, device);
    bytes.writeBytes(challenge);
    return bytes.toByteArray();
  }

  /** Texts end with a zero byte, which no name contains. */
  private static ByteArrayOutputStream begin(String kind, String device) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(kind.getBytes(StandardCharsets.US_ASCII));
    bytes.write(0);
    bytes.writeBytes(device.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    return bytes;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
