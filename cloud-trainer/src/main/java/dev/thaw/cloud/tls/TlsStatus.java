package dev.thaw.cloud.tls;

import dev.thaw.protocol.Digest;
import java.time.Duration;
import java.time.Instant;

/**
 * The certificate that a listener shows now. Immutable.
 *
 * @param fingerprint SHA-256 of the certificate
 * @param clientCertificates whether clients must show one of their own
 */
public record TlsStatus(
    String subject, Digest fingerprint, Instant expiresAt, boolean clientCertificates) {
  /** How long before its end a certificate is warned about. */
  public static final Duration WARNING = Duration.ofDays(30);

  static TlsStatus of(TlsMaterial material) {
    return new TlsStatus(
        material.certificate().getSubjectX500Principal().getName(),
        material.fingerprint(),
        material.expiresAt(),
        !material.authorities().isEmpty());
  }

  /** Whether it is time for a new one. */
  public boolean expiresSoon(Instant now) {
    return now.plus(WARNING).isAfter(expiresAt);
  }
}
