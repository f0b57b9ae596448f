package dev.thaw.cloud.tls;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener's TLS: applied when it begins to listen, and again whenever the files change and
 * what is in them can be used; otherwise the present certificate stays. Connections that exist go
 * on with the one they began with. Thread-safe.
 */
public final class ListenerTls {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerTls.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
  private static final Duration WARN_EVERY = Duration.ofDays(1);
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  /** Authenticated encryption with forward secrecy only (RFC 9325, 4.2). */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final TlsFiles files;
  private final Clock clock;
  private volatile TlsMaterial material;
  private Digest seen;
  private Instant warnedAt = Instant.MIN;

  private ListenerTls(TlsFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
    this.seen = files.contentDigest();
    this.material = TlsMaterial.read(files, clock.instant());
  }

  /**
   * Reads the files.
   *
   * @throws CloudException {@code BAD_REQUEST} if they cannot be used; the message says which and
   *     why
   */
  public static ListenerTls open(TlsFiles files, Clock clock) {
    ListenerTls tls = new ListenerTls(files, clock);
    files.warnIfKeyIsReadable();
    tls.warnIfExpiring();
    LOG.info("TLS certificate {}", tls.status());
    return tls;
  }

  /** Makes a listener with these options speak TLS 1.2 or 1.3, and nothing else. */
  public HttpServerOptions apply(HttpServerOptions options) {
    return apply(options, material);
  }

  /** Looks at the files every few seconds from now on, as long as {@code vertx} runs. */
  public void watch(Vertx vertx, HttpServer listener) {
    vertx.setPeriodic(LOOK_EVERY.toMillis(), ignored -> look(vertx, listener));
  }

  /** The certificate shown now. */
  public TlsStatus status() {
    return TlsStatus.of(material);
  }

  private void look(Vertx vertx, HttpServer listener) {
    vertx
        .executeBlocking(this::readIfChanged, true)
        .compose(next -> next ? show(listener) : Future.succeededFuture())
        .onFailure(e -> LOG.warn("TLS certificate stays as it is: {}", e.getMessage()));
  }

  /**
   * Whether there is a new certificate to show now. What cannot be used fails once, then is left.
   */
  synchronized boolean readIfChanged() {
    warnIfExpiring();
    if (!hasChanged()) {
      return false;
    }
    files.warnIfKeyIsReadable();
    material = TlsMaterial.read(files, clock.instant());
    warnedAt = Instant.MIN;
    return true;
  }

  private boolean hasChanged() {
    Digest before = seen;
    try {
      seen = files.contentDigest();
      return !seen.equals(before);
    } catch (CloudException e) {
      seen = Digest.of(String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
      if (seen.equals(before)) {
        return false;
      }
      throw e;
    }
  }

  private Future<Void> show(HttpServer listener) {
    return listener
        .updateSSLOptions(apply(new HttpServerOptions(), material).getSslOptions())
        .onSuccess(done -> LOG.info("TLS certificate read again {}", status()))
        .mapEmpty();
  }

  private synchronized void warnIfExpiring() {
    Instant now = clock.instant();
    if (status().expiresSoon(now) && warnedAt.isBefore(now.minus(WARN_EVERY))) {
      warnedAt = now;
      LOG.warn(
          "the TLS certificate in {} expires at {}: put a new one there, no restart is needed",
          files.certificates(),
          material.expiresAt());
    }
  }

  private static HttpServerOptions apply(HttpServerOptions options, TlsMaterial material) {
    options
        .setSsl(true)
        .setUseAlpn(false)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertValue(pem(material.chain()))
                .addKeyValue(Buffer.buffer(PemText.of(material.key()))));
    CIPHERS.forEach(options::addEnabledCipherSuite);
    if (!material.authorities().isEmpty()) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertValue(pem(material.authorities())));
    }
    return options;
  }

  private static Buffer pem(List<X509Certificate> certificates) {
    return Buffer.buffer(certificates.stream().map(PemText::of).collect(Collectors.joining()));
  }
}
