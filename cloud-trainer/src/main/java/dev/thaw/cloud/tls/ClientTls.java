package dev.thaw.cloud.tls;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client of a listener believes, and what it shows: the system's authorities and nothing
 * unless told otherwise. Immutable.
 *
 * @param authorities PEM certificates to believe instead of the system's
 * @param own certificate and key to show
 */
public record ClientTls(Optional<Path> authorities, Optional<TlsFiles> own) {
  private static final char[] NO_PASSWORD = new char[0];

  /** The system's authorities, no certificate. */
  public static ClientTls system() {
    return new ClientTls(Optional.empty(), Optional.empty());
  }

  /** Believes the certificates in {@code authorities}. */
  public static ClientTls trusting(Path authorities) {
    return new ClientTls(Optional.of(authorities), Optional.empty());
  }

  /** This, showing a certificate. */
  public ClientTls showing(Path certificate, Path key) {
    return new ClientTls(
        authorities, Optional.of(new TlsFiles(certificate, key, Optional.empty())));
  }

  /**
   * Reads the files.
   *
   * @throws CloudException {@code BAD_REQUEST} if one cannot be used; the message names it
   */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.isPresent() ? keys(own.get()) : null, trust(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new CloudException(ErrorCode.BAD_REQUEST, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trust() throws GeneralSecurityException, IOException {
    if (authorities.isEmpty()) {
      return null; // the system's
    }
    KeyStore store = emptyStore();
    List<X509Certificate> certificates = PemFile.read(authorities.get()).certificates();
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("authority-" + i, certificates.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(TlsFiles files) throws GeneralSecurityException, IOException {
    TlsMaterial material = TlsMaterial.read(files, Clock.systemUTC().instant());
    KeyStore store = emptyStore();
    Certificate[] chain = material.chain().toArray(new Certificate[0]);
    store.setKeyEntry("own", material.key(), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
