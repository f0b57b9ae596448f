package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a device believes to be the cloud when it speaks TLS, and what it shows itself. Immutable.
 * TLS is 1.2 or 1.3, and the certificate must be made out to the host in the cloud's address,
 * always.
 *
 * @param authorities PEM of who may have issued the cloud's certificate, or of that certificate if
 *     it is self-signed; the system's authorities if empty
 * @param client the certificate that the device shows a cloud that asks for one
 */
public record CloudTrust(Optional<Path> authorities, Optional<ClientCertificate> client) {
  /** The system's authorities, no certificate of the device's own. */
  public static final CloudTrust SYSTEM = new CloudTrust(Optional.empty(), Optional.empty());

  private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

  /**
   * A certificate and its key.
   *
   * @param certificates PEM of the certificate, then of what issued it
   * @param key its private key, PKCS#8 PEM
   */
  public record ClientCertificate(Path certificates, Path key) {}

  /** These authorities and no others. */
  public static CloudTrust of(Path authorities) {
    return new CloudTrust(Optional.of(authorities), Optional.empty());
  }

  /** With a certificate to show. */
  public CloudTrust withClient(ClientCertificate value) {
    return new CloudTrust(authorities, Optional.of(value));
  }

  /**
   * Looks at the files, so that what is wrong with one is said at the opening.
   *
   * @throws EdgeException naming the file
   */
  public void requireUsable() {
    authorities.ifPresent(CloudTrust::requireCertificate);
    client.ifPresent(
        shown -> {
          requireCertificate(shown.certificates());
          requireReadable(shown.key());
        });
  }

  /** Has {@code options} speak TLS this way. */
  void applyTo(ClientOptionsBase options) {
    options.setSsl(true);
    options.setEnabledSecureTransportProtocols(VERSIONS);
    authorities.ifPresent(
        pem -> options.setTrustOptions(new PemTrustOptions().addCertPath(pem.toString())));
    client.ifPresent(shown -> options.setKeyCertOptions(pem(shown)));
  }

  private static PemKeyCertOptions pem(ClientCertificate shown) {
    return new PemKeyCertOptions()
        .setCertPath(shown.certificates().toString())
        .setKeyPath(shown.key().toString());
  }

  private static void requireCertificate(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty()) {
        throw new EdgeException("no certificate in " + file);
      }
    } catch (IOException | CertificateException e) {
      throw new EdgeException("no certificate can be read from " + file + ": " + e, e);
    }
  }

  private static void requireReadable(Path file) {
    if (!Files.isReadable(file)) {
      throw new EdgeException("the key " + file + " cannot be read");
    }
  }
}
