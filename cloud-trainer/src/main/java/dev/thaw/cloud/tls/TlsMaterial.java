package dev.thaw.cloud.tls;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with what issued it, its private key, and the authorities that the other side's
 * certificates must come from, read from PEM files and checked. Immutable.
 *
 * @param authorities empty if the other side needs no certificate
 */
record TlsMaterial(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {

  /**
   * Reads and checks.
   *
   * @throws CloudException {@code BAD_REQUEST} if a file cannot be used, the key is not the
   *     certificate's, or that is not valid at {@code now}; the message names the file
   */
  static TlsMaterial read(TlsFiles files, Instant now) {
    TlsMaterial material =
        new TlsMaterial(
            PemFile.read(files.certificates()).certificates(),
            PemFile.read(files.key()).privateKey(),
            files.clientAuthorities().map(f -> PemFile.read(f).certificates()).orElse(List.of()));
    material.requireOnePair(files);
    material.requireValid(files, now);
    return material;
  }

  /** The certificate itself. */
  X509Certificate certificate() {
    return chain.get(0);
  }

  Instant expiresAt() {
    return certificate().getNotAfter().toInstant();
  }

  /** SHA-256 of the certificate. */
  Digest fingerprint() {
    return fingerprint(certificate());
  }

  static Digest fingerprint(X509Certificate certificate) {
    try {
      return Digest.of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that cannot be written", e);
    }
  }

  private void requireOnePair(TlsFiles files) {
    if (!isOnePair(key, certificate().getPublicKey())) {
      throw refused(files.key() + " is not the key of the certificate in " + files.certificates());
    }
  }

  private void requireValid(TlsFiles files, Instant now) {
    if (now.isAfter(expiresAt())) {
      throw refused("the certificate in " + files.certificates() + " expired at " + expiresAt());
    }
    Instant begins = certificate().getNotBefore().toInstant();
    if (now.isBefore(begins)) {
      throw refused("the certificate in " + files.certificates() + " is valid from " + begins);
    }
  }

  /** Whether what the one signs the other verifies. */
  private static boolean isOnePair(PrivateKey key, PublicKey certified) {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance("SHA256with" + signing(key.getAlgorithm()));
      byte[] probe = "thaw tls".getBytes(StandardCharsets.US_ASCII);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String signing(String algorithm) {
    return algorithm.equals("EC") ? "ECDSA" : algorithm;
  }

  private static CloudException refused(String why) {
    return new CloudException(ErrorCode.BAD_REQUEST, why);
  }
}
