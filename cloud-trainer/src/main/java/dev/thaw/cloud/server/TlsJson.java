package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.tls.TlsStatus;
import dev.thaw.cloud.web.Json;
import java.time.Instant;

/** The listener's certificate as operators see it. */
final class TlsJson {
  private TlsJson() {}

  static ObjectNode of(TlsStatus status) {
    ObjectNode node = Json.object();
    node.put("subject", status.subject());
    node.put("fingerprint", status.fingerprint().hex());
    node.put("expiresAt", status.expiresAt().toString());
    node.put("expiresSoon", status.expiresSoon(Instant.now()));
    node.put("clientCertificates", status.clientCertificates());
    return node;
  }
}
