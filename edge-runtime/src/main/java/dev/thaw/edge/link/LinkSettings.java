package dev.thaw.edge.link;

import io.vertx.core.net.ClientOptionsBase;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Whom a link connects, and how patiently. Immutable.
 *
 * @param cloud {@code http} or {@code https}, host, optional port and path
 * @param cohort the cohort to belong to, which may become known at enrolment
 * @param trust whom to believe where TLS is spoken
 * @param flushInterval how often waiting features are sent without being asked for
 * @param seed of the jitter
 */
public record LinkSettings(
    URI cloud,
    String task,
    String deviceId,
    Supplier<Optional<String>> cohort,
    CloudTrust trust,
    LinkTimings timings,
    Duration flushInterval,
    long seed) {

  /** Randomness of this device alone, also where many were given the same seed. */
  Random jitter() {
    return new Random(31 * seed + deviceId.hashCode());
  }

  /** Whether TLS is spoken. */
  boolean isTls() {
    return "https".equals(cloud.getScheme());
  }

  /** Has a client speak TLS as configured, if the cloud's address says so. */
  void secure(ClientOptionsBase options) {
    if (isTls()) {
      trust.applyTo(options);
    }
  }

  int port() {
    return cloud.getPort() > 0 ? cloud.getPort() : isTls() ? 443 : 80;
  }

  /** {@code path}, which begins with a slash, below the cloud's own path. */
  String uri(String path) {
    String base = cloud.getPath() == null ? "" : cloud.getPath();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }
}
