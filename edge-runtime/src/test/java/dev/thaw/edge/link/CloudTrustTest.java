package dev.thaw.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClientOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CloudTrustTest {
  @Test
  void bothClientsSpeakTls12OrLaterAndVerifyTheHost() {
    CloudTrust trust = CloudTrust.of(Path.of("ca.pem"));
    HttpClientOptions rest = new HttpClientOptions();
    WebSocketClientOptions stream = new WebSocketClientOptions();
    trust.applyTo(rest);
    trust.applyTo(stream);
    assertThat(rest.isSsl() && stream.isSsl()).isTrue();
    assertThat(rest.getEnabledSecureTransportProtocols())
        .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    assertThat(stream.getEnabledSecureTransportProtocols())
        .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    assertThat(rest.isVerifyHost() && stream.isVerifyHost()).isTrue();
    assertThat(rest.isTrustAll() || stream.isTrustAll()).isFalse();
  }
}
