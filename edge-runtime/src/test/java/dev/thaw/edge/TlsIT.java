package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.link.CloudTrust;
import dev.thaw.edge.link.CloudTrust.ClientCertificate;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that speak TLS with the cloud. */
class TlsIT extends EdgeFixture {
  private static final String HOST = "127.0.0.1";

  @TempDir static Path pems;
  private static Certificates server;
  private static Certificates device;

  @BeforeAll
  static void makeCertificates() {
    server = Certificates.selfSigned(pems, "cloud", "dns:localhost,ip:127.0.0.1");
    device = Certificates.selfSigned(pems, "pen", "dns:pen");
  }

  @Test
  void aDeviceThatTrustsTheCertificateSyncsByWebSocketAndRest() {
    ScriptedCloud secure = cloud(options(server));
    EdgeRuntime edge = annotatedAndStored(trusting(secure), 3);
    assertThat(edge.status().link()).isEqualTo("online");
    secure.refuseUpgrade = true;
    secure.stop();
    secure.restart();
    annotate(edge, 3, 5);
    assertThat(flushed(edge).stored()).isEqualTo(5);
    assertThat(edge.status().link()).startsWith("REST");
  }

  @Test
  void anInvitedDeviceEnrolsOverTls() {
    ScriptedCloud secure = cloud(options(server));
    String invitation = secure.guarded().invite();
    annotatedAndStored(trusting(secure).withInvitation(invitation), 1);
  }

  @Test
  void tls12IsEnough() {
    HttpServerOptions old = options(server).setEnabledSecureTransportProtocols(Set.of("TLSv1.2"));
    annotatedAndStored(trusting(cloud(old)), 1);
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    ScriptedCloud secure = cloud(options(server));
    refuses(secure, config(secure.uri(HOST), directory));
    refuses(secure, trusting(secure, device.certificate()));
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    Certificates other = Certificates.selfSigned(pems, "other", "dns:cloud.example");
    ScriptedCloud secure = cloud(options(other));
    refuses(secure, trusting(secure, other.certificate()));
  }

  @Test
  void aCloudThatWantsACertificateGetsTheDevices() {
    ScriptedCloud strict =
        cloud(
            options(server)
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(device.certificate().toString())));
    refuses(strict, trusting(strict));
    ClientCertificate shown = new ClientCertificate(device.certificate(), device.key());
    CloudTrust trust = CloudTrust.of(server.certificate()).withClient(shown);
    annotatedAndStored(trusting(strict).withTrust(trust), 1);
  }

  @Test
  void aFileThatIsNoCertificateIsNamedAtTheOpening() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    for (Path wrong : new Path[] {empty, directory.resolve("missing.pem")}) {
      assertThatThrownBy(() -> open(config().withTrust(CloudTrust.of(wrong))))
          .isInstanceOf(EdgeException.class)
          .hasMessageContaining(wrong.toString());
    }
  }

  /** The device opens, cannot connect and says so; nothing reaches the cloud. */
  private void refuses(ScriptedCloud secure, EdgeConfig config) {
    EdgeRuntime edge = open(config);
    Await.until("refused", () -> edge.status().lastError().isPresent());
    assertThat(edge.status().lastError().orElseThrow()).containsPattern("TLS|handshake");
    edge.close();
    assertThat(secure.received).isEmpty();
    assertThat(secure.requests).isEmpty();
  }

  private EdgeConfig trusting(ScriptedCloud secure) {
    return trusting(secure, server.certificate());
  }

  private EdgeConfig trusting(ScriptedCloud secure, Path authorities) {
    return config(secure.uri(HOST), directory).withTrust(CloudTrust.of(authorities));
  }

  private ScriptedCloud cloud(HttpServerOptions options) {
    ScriptedCloud secure = closing(new ScriptedCloud(options));
    secure.publish(Releases.of(1, Samples.DEPTH, 0, Samples.base().layers()));
    return secure;
  }

  private static HttpServerOptions options(Certificates shown) {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(shown.certificate().toString())
                .setKeyPath(shown.key().toString()));
  }
}
